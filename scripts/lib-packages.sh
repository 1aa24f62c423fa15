# shellcheck shell=bash
# ensure_packages SECTION...  Installs what is missing of the sections of debian-packages.txt (quickstart, test, bench).
#
# Source it and call the function. Asks sudo once, after saying what for, when it does not run as root. Nothing that is installed gets started,
# now or at the next boot: a DHCP server that a test needs must not answer on the person's own network.

packages_file="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)/debian-packages.txt"
packages_policy=/usr/sbin/policy-rc.d
# Services of packages above that start by themselves once installed: package:service.
packages_services='atftpd:atftpd atftpd:atftpd.socket isc-dhcp-server:isc-dhcp-server isc-dhcp-server:isc-dhcp-server6 kea-dhcp4-server:kea-dhcp4-server nginx-light:nginx radvd:radvd'

packages_fail() {
  printf '%s\n' "$@" >&2
  return 1
}

# packages_of SECTION...: the sections' packages, one a line, each once.
packages_of() {
  awk -v wanted=" $* " '
    /^\[.*\]$/ { section = substr($0, 2, length($0) - 2); seen[section] = 1; next }
    index(wanted, " " section " ") && $1 !~ /^#/ && NF && !done[$1]++ { print $1 }
    END { n = split(wanted, names, " "); for (i = 1; i <= n; i++) if (!seen[names[i]]) { print "no section " names[i] > "/dev/stderr"; exit 1 } }
  ' "$packages_file"
}

packages_installed() {
  [ "$(dpkg-query -W -f='${db:Status-Status}' "$1" 2>/dev/null)" = installed ]
}

# Whether apt has package lists at all: images of Debian for containers come without.
packages_listed() {
  [ -n "$(apt-cache show --no-all-versions linux-image-cloud-amd64 2>/dev/null)" ]
}

ensure_packages() {
  local all missing=() name
  if ! command -v apt-get >/dev/null || ! command -v dpkg-query >/dev/null; then
    packages_fail 'This machine has no apt-get: the lab is made for Debian 12.' \
      "Use a Debian 12 machine or container, or install what $packages_file lists by other means."
    return 1
  fi
  all=$(packages_of "$@") || return 1
  for name in $all; do
    packages_installed "$name" || missing+=("$name")
  done
  if [ ${#missing[@]} -eq 0 ] && packages_listed; then
    return 0
  fi
  if [ ${#missing[@]} -gt 0 ]; then
    echo "Debian packages to install (none of them is started as a service):"
    printf '%s\n' "${missing[*]}" | fold -s -w 76 | sed 's/^/  /'
  else
    echo 'The package lists of apt have to be fetched (apt-get update).'
  fi
  if [ "$(id -u)" -eq 0 ]; then
    packages_install "${missing[@]}"
  elif command -v sudo >/dev/null; then
    sudo -p 'Password of %u, for sudo apt-get install of the above: ' \
      bash -c 'source "$1" && shift && packages_install "$@"' bash "${BASH_SOURCE[0]}" "${missing[@]}" || {
      packages_fail 'The packages were not installed.' \
        "Run this again as somebody who may use sudo, or as root: apt-get install --no-install-recommends ${missing[*]}"
      return 1
    }
  else
    packages_fail 'Installing packages needs root, and there is no sudo here.' \
      "Run this again as root, or install them as root: apt-get install --no-install-recommends ${missing[*]}"
    return 1
  fi
}

# As root: packages_install PACKAGE...
packages_install() (
  log=$(mktemp)
  packages_hold_services
  trap packages_release_services EXIT
  trap 'exit 130' INT TERM
  export DEBIAN_FRONTEND=noninteractive
  # Before dpkg: never remove what is there, never wait for an answer; an apt that somebody else runs gets five minutes to end.
  options=(-q -y -o DPkg::Lock::Timeout=300 -o Dpkg::Use-Pty=0 -o Dpkg::Options::=--force-confold)
  echo 'Fetching the package lists ...'
  if ! apt-get "${options[@]}" update >"$log" 2>&1; then
    tail -n 20 "$log" >&2
    packages_fail 'apt-get update failed (its last lines are above).' 'Check the network and the sources in /etc/apt.'
    exit 1
  fi
  if [ $# -gt 0 ]; then
    echo "Installing $# packages ..."
    if ! apt-get "${options[@]}" install --no-install-recommends --no-remove "$@" >"$log" 2>&1; then
      tail -n 20 "$log" >&2
      packages_fail 'apt-get install failed (its last lines are above).' \
        'Free space on /, held packages and other sources than Debian 12 are the usual reasons.'
      exit 1
    fi
  fi
  for pair in $packages_services; do
    case " $* " in
      *" ${pair%%:*} "*) packages_disable "${pair#*:}" ;;
    esac
  done
  rm -f "$log"
)

# policy-rc.d 101: maintainer scripts start nothing (Debian policy 9.3.3). One that is there already is put back.
packages_hold_services() {
  if [ -e "$packages_policy.muster-saved" ]; then
    mv -f "$packages_policy.muster-saved" "$packages_policy"
  elif [ -e "$packages_policy" ] && grep -q 'muster lab' "$packages_policy"; then
    rm -f "$packages_policy"
  fi
  [ ! -e "$packages_policy" ] || mv "$packages_policy" "$packages_policy.muster-saved"
  printf '#!/bin/sh\n# While the muster lab installs packages.\nexit 101\n' >"$packages_policy"
  chmod 755 "$packages_policy"
}

packages_release_services() {
  rm -f "$packages_policy"
  [ ! -e "$packages_policy.muster-saved" ] || mv "$packages_policy.muster-saved" "$packages_policy"
}

# Keeps a service that has just been installed from starting at the next boot; it can still be started by hand.
packages_disable() {
  if command -v systemctl >/dev/null; then
    systemctl disable --quiet "$1" >/dev/null 2>&1 || true
  fi
  update-rc.d "$1" disable >/dev/null 2>&1 || true
}

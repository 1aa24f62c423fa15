#!/bin/sh
# Scripts that prepare the node before its root is there. The first stage unpacks them below PREFIX.
for script in "${PREFIX:-}"/warewulf/wwinit.d/*; do
  [ -f "$script" ] || continue
  echo "warewulf: running $script"
  sh "$script" || echo "warewulf: $script failed with status $?"
done

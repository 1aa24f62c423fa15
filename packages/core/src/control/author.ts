import { userInfo } from 'node:os';

/** Login name of the person behind this process: who called sudo, where somebody did. */
export function loginName(env: Readonly<Record<string, string | undefined>>): string {
  const { SUDO_USER: sudo = '', USER: user = '' } = env;
  if (sudo !== '') return sudo;
  try {
    return userInfo().username;
  } catch {
    // A user id without an entry in passwd(5), as in containers.
    return user === '' ? String(process.getuid?.() ?? '-') : user;
  }
}

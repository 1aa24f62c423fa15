import { RefusedFunctionError } from '../errors.ts';
import { type FuncMap, type GoFunc, goVariadic } from '../value/func.ts';

/** Sprig functions whose results depend on more than their arguments, by what they depend on. */
const dependence = {
  time: [
    ...[
      'now',
      'ago',
      'date',
      'dateInZone',
      'date_in_zone',
      'dateModify',
      'date_modify',
      'mustDateModify',
      'must_date_modify',
    ],
    ...['htmlDate', 'htmlDateInZone', 'toDate', 'mustToDate', 'unixEpoch', 'durationRound'],
  ],
  chance: [
    ...[
      'randAlphaNum',
      'randAlpha',
      'randAscii',
      'randNumeric',
      'randInt',
      'randBytes',
      'shuffle',
      'uuidv4',
      'bcrypt',
      'htpasswd',
    ],
    ...['genPrivateKey', 'genCA', 'genCAWithKey', 'genSelfSignedCert', 'genSelfSignedCertWithKey', 'genSignedCert'],
    ...['genSignedCertWithKey', 'encryptAES'],
  ],
  'the environment': ['env', 'expandenv'],
  'the network': ['getHostByName'],
} as const;

function refusal(name: string, what: string): GoFunc {
  return goVariadic([], 'any', () => {
    throw new RefusedFunctionError(
      `${name} is refused: it depends on ${what}, and what is rendered must be the same each time`,
    );
  });
}

/** Functions that exist in Sprig and always fail here, with code `TEMPLATE_FUNCTION_REFUSED`. A site that wants one gives its own. */
export const refusedFuncs: FuncMap = Object.fromEntries(
  Object.entries(dependence).flatMap(([what, names]) => names.map((name) => [name, refusal(name, what)])),
);

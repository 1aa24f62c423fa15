import { type DhcpMessage, OPTIONS } from '@muster/wire';
import type { AnswerOptions } from './answer-options.ts';

const STATIC_ROUTES = 33;

/**
 * What a client gets of `options`, in the order it is to be sent: the subnet mask in any case, what its parameter request
 * list (option 55) names in the order of that list (RFC 2132 §9.8), everything where there is no list, and what the site
 * wants told to all.
 */
export function requestedOptions(request: DhcpMessage, { values, always }: AnswerOptions): Map<number, Uint8Array> {
  const wanted = request.options.get(OPTIONS.parameterRequestList.code);
  const chosen = new Map<number, Uint8Array>();
  const choose = (code: number): void => {
    const value = values.get(code);
    if (value !== undefined) chosen.set(code, value);
  };
  choose(OPTIONS.subnetMask.code);
  for (const code of wanted ?? values.keys()) choose(code);
  for (const code of always) choose(code);
  // A client that asked for classless routes goes by them alone (RFC 3442, "DHCP Server Administrator Responsibilities").
  if (wanted?.includes(OPTIONS.classlessRoutes.code) === true && chosen.has(OPTIONS.classlessRoutes.code)) {
    chosen.delete(OPTIONS.routers.code);
    chosen.delete(STATIC_ROUTES);
  }
  return chosen;
}

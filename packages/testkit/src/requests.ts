import { type BootRequest, bootRequest } from '@muster/core';
import { type ClientClass, clientClassById } from '@muster/wire';

const MAC = '52:54:00:00:00:01';
const UUID = '4c4c4544-0000-4000-8000-000000000001';

function classOf(id: string): ClientClass {
  const found = clientClassById(id);
  if (found === undefined) throw new Error(`there is no client class "${id}"`);
  return found;
}

/** A request as firmware of this class makes it over DHCP; any fact may be replaced. */
export function firmwareRequest(classId: string, facts: Partial<BootRequest> = {}): BootRequest {
  return bootRequest({
    door: 'dhcp',
    time: 0,
    mac: MAC,
    uuid: UUID,
    network: 'cluster',
    clientClass: classOf(classId),
    ...facts,
  });
}

/** Requests by the firmware they come from, all by the machine 52:54:00:00:00:01 unless `facts` say otherwise. */
export const requests = Object.freeze({
  biosPxe: (facts?: Partial<BootRequest>) => firmwareRequest('bios', facts),
  uefiPxe: (facts?: Partial<BootRequest>) => firmwareRequest('uefi-x86_64', facts),
  uefiHttp: (facts?: Partial<BootRequest>) => firmwareRequest('uefi-x86_64-http', facts),
  arm64Pxe: (facts?: Partial<BootRequest>) => firmwareRequest('uefi-arm64', facts),
  biosIpxe: (facts?: Partial<BootRequest>) => firmwareRequest('bios-ipxe', facts),
  uefiIpxe: (facts?: Partial<BootRequest>) => firmwareRequest('uefi-x86_64-ipxe', facts),
  /** An HTTP request by a loader of that machine. */
  http: (facts: Partial<BootRequest> = {}) =>
    bootRequest({
      door: 'http',
      time: 0,
      mac: MAC,
      remoteAddress: '10.0.0.11',
      localAddress: '10.0.0.1',
      network: 'cluster',
      ...facts,
    }),
});

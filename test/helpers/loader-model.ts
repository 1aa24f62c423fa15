import { LoaderEnded, type LoaderModel, LoaderMachine } from '@muster/testkit';

const FACTS = {
  mac: '52:54:00:00:00:01',
  otherMac: '52:54:00:00:00:02',
  uuid: '4c4c4544-0000-4000-8000-000000000001',
  ...{ serial: '', assetTag: '', manufacturer: '', product: '', disk: false },
};

/** The lines a model shows of a script that needs nothing but itself. */
export async function shownByModel(model: LoaderModel | undefined, script: string): Promise<readonly string[]> {
  const machine = new LoaderMachine(FACTS, {
    script: () => Promise.reject(new Error('the script asks for another')),
    payload: () => Promise.reject(new Error('the script asks for a payload')),
    pause: () => undefined,
    address: () => undefined,
    start: () => undefined,
    choose: () => undefined,
    isEnough: () => false,
  });
  try {
    await model?.run(script, 'tftp://10.0.0.1/script', machine);
  } catch (error) {
    if (!(error instanceof LoaderEnded)) throw error;
  }
  return machine.events.flatMap((event) => (event.kind === 'shown' ? [event.text] : []));
}

import type { LoaderBehaviour } from '../behaviour.ts';
import { eventsOf, expectBooted, expectCalm, expectNoPayload, expectShown, expectThat } from '../expect.ts';
import { SAMPLE } from '../site.ts';

/** A machine nobody knows. */
export const strangerBehaviours: readonly LoaderBehaviour[] = [
  {
    id: 'stranger/waits',
    title: 'tells a machine nobody knows its MAC address, and asks again after every pause',
    check: async ({ boot }) => {
      const observed = await boot({ accepted: () => false });
      expectCalm(observed);
      expectNoPayload(observed);
      expectShown(['52:54:00:00:00:99'], observed);
    },
  },
  {
    id: 'stranger/introduces-itself',
    title: 'has it tell UUID, serial number, asset tag, manufacturer and product',
    check: async ({ boot }) => {
      const observed = await boot({ accepted: () => false });
      const queries = eventsOf(observed.events, 'script').map(({ url }) => new URL(url).searchParams);
      const { uuid, serial, assetTag, manufacturer } = SAMPLE;
      const told = queries.find((query) => query.has('manufacturer'));
      expectThat(told !== undefined, 'a request that says who the machine is', 'none', observed);
      const wanted = { uuid, serial, asset: assetTag, manufacturer };
      for (const [name, value] of Object.entries(wanted)) {
        const got = told?.get(name) ?? 'none';
        expectThat(got === value, `${name} ${value}`, got, observed);
      }
      const product = told?.get('product') ?? '';
      expectThat(product !== '' && SAMPLE.product.startsWith(product), `product ${SAMPLE.product}`, product, observed);
    },
  },
  {
    id: 'stranger/hostile-facts',
    title: 'is not led astray by what firmware says of itself',
    check: async ({ boot }) => {
      const hostile = '"; reboot; \' || reboot && ${net0/mac} $(x) {y} %41&token=Z#\\';
      const facts = { serial: hostile, assetTag: hostile, manufacturer: hostile, product: hostile };
      const observed = await boot({ accepted: () => false, facts });
      expectCalm(observed);
      for (const { url } of eventsOf(observed.events, 'script')) {
        const query = new URL(url).searchParams;
        expectThat(!query.has('token'), 'no parameter that a serial number brought in', url, observed);
      }
      expectCalm(
        await boot({ accepted: () => false, facts: { serial: '', assetTag: '', manufacturer: '', product: '' } }),
      );
    },
  },
  {
    id: 'stranger/becomes-a-node',
    title: 'gets the node’s address once it is one, and boots from there without a restart',
    check: async ({ boot }) => {
      const observed = await boot({ accepted: ({ seconds }) => seconds >= 30 });
      expectBooted(observed);
      expectThat(eventsOf(observed.events, 'address').length > 0, 'DHCP once more', 'none', observed);
    },
  },
  {
    id: 'stranger/no-address',
    title: 'asks on while DHCP does not answer',
    check: async ({ boot }) => {
      const observed = await boot({
        accepted: ({ seconds }) => seconds >= 30,
        noAddress: ({ seconds }) => seconds < 60,
      });
      expectBooted(observed);
    },
  },
];

import { describeLoaderConformance, type LoaderUnderTest } from '@muster/testkit';
import { describe, it } from 'vitest';
import { myModel } from './my-model.ts';
import plugin from './my-plugin.ts';

const loader: LoaderUnderTest = {
  plugin,
  loader: 'my-loader',
  models: [myModel],
  starts: [{ name: 'its URL', url: (_test, { mac }) => Promise.resolve(`http://10.0.0.1:9873/my/${mac}`) }],
};

const noMenu = 'it has no menus';
const noDisk = 'it boots from the network only';
const departures = {
  ...{ 'menu/default': noMenu, 'menu/waits': noMenu, 'menu/disk': noMenu, 'menu/disk-by-default': noMenu },
  ...{ 'disk/policy': noDisk, 'disk/told': noDisk, 'disk/none': noDisk },
};

describeLoaderConformance('my loader', loader, { describe, it }, { departures });

import { defineConfig } from '@muster/core';

export default defineConfig({
  networks: {
    cluster: { cidr: '10.0.0.0/22', address: '10.0.0.1', pool: '10.0.1.1-10.0.1.255' },
  },
  plugins: ['dhcp', 'tftp', ['ipxe', { retrySeconds: 10 }], 'dracut'],
});

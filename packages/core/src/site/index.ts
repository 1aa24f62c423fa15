export { type OpenSite, type OpenSiteOptions, openSite } from './open-site.ts';
export { createServices, type ServiceOptions } from './services.ts';

// Clients of the API over connect-web, as the timeline is one, but in Node.js.
//
//   const api = await Api.signIn(world, world.invitation('chief', 'admin'));
//   await api.service('EventService').getEvent({name: 'events/gala'});
//
// The descriptors are those that TAQVIM_DESCRIPTORS names, as ctest does: nothing is generated.
import {createFileRegistry, fromBinary} from '@bufbuild/protobuf';
import {FileDescriptorSetSchema} from '@bufbuild/protobuf/wkt';
import {createClient} from '@connectrpc/connect';
import {createGrpcWebTransport} from '@connectrpc/connect-web';
import fs from 'node:fs';

export const registry = createFileRegistry(
    fromBinary(FileDescriptorSetSchema, fs.readFileSync(process.env.TAQVIM_DESCRIPTORS)));

// The services of the contract.
export function services() {
  return [...registry].filter((one) => one.kind === 'service' &&
                                       one.typeName.startsWith('taqvim.v1.'));
}

// A secret that opens a session once.
export function invitation(world, principal, role) {
  const made = world.taqvim('access', 'invite', '--principal', principal, '--grant', `role=${role}`,
                            '-o', 'json');
  return JSON.parse(made).secret;
}

export class Api {
  // Who shows the cookie, if there is one.
  constructor(world, cookie = '') {
    this.world = world;
    this.cookie = cookie;
    const show = (next) => (request) => {
      if (cookie) request.header.set('cookie', cookie);
      return next(request);
    };
    this.transport = createGrpcWebTransport({baseUrl: world.site, interceptors: [show]});
  }

  // As a page does it.
  static async signIn(world, secret) {
    const response = await fetch(`${world.site}/session`, {
      method: 'POST',
      headers: {'Content-Type': 'application/json', 'Origin': world.site},
      body: JSON.stringify({secret, device: 'a test'}),
    });
    if (!response.ok) throw new Error(`${response.status}: ${await response.text()}`);
    return new Api(world, response.headers.get('set-cookie').split(';')[0]);
  }

  async signOut() {
    const response = await fetch(`${this.world.site}/session`,
                                 {method: 'DELETE', headers: {'Cookie': this.cookie}});
    return response.status;
  }

  service(name) {
    return createClient(registry.getService(`taqvim.v1.${name}`), this.transport);
  }
}

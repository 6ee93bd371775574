// The server's services, from the site that the page came from: gRPC-Web, binary. Whoever has
// signed in is known by the cookie that the browser sends along.
import {createClient, type Client, type Transport} from '@connectrpc/connect';
import {createGrpcWebTransport} from '@connectrpc/connect-web';
import {AccessService} from '../../gen/taqvim/v1/access_service_pb';
import {ChangeService} from '../../gen/taqvim/v1/change_service_pb';
import {EventService} from '../../gen/taqvim/v1/event_service_pb';
import {ScheduleService} from '../../gen/taqvim/v1/schedule_service_pb';

export interface Api {
  access: Client<typeof AccessService>;
  changes: Client<typeof ChangeService>;
  events: Client<typeof EventService>;
  schedules: Client<typeof ScheduleService>;
}

export function apiOver(transport: Transport): Api {
  return {
    access: createClient(AccessService, transport),
    changes: createClient(ChangeService, transport),
    events: createClient(EventService, transport),
    schedules: createClient(ScheduleService, transport),
  };
}

export function apiOf(origin: string): Api {
  return apiOver(createGrpcWebTransport({
    baseUrl: origin,
    useBinaryFormat: true,
    fetch: (input, options) => fetch(input, {...options, credentials: 'same-origin', cache: 'no-store'}),
  }));
}

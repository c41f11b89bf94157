/** An error of the library. */
export class SluiceError extends Error {
  constructor(
    code: string,
    message: string,
    more?: { retryable?: boolean; retryAfter?: number; status?: number; cause?: unknown },
  );

  /**
   * One of the gateway's codes (see its protocol), or `closed`, `queue-full`, `unreachable`, `silent`, `token-unavailable`,
   * `data-invalid`, `unsupported`, or `http-<status>` for a response of another server.
   */
  readonly code: string;
  /** Whether the same request may succeed later. */
  readonly retryable: boolean;
  /** How long the gateway wants the client to wait, in milliseconds. */
  readonly retryAfter?: number;
  /** The status of the HTTP response, if there was one. */
  readonly status?: number;
}

export interface SluiceEvent {
  /** The cursor after this event. A volatile event has none. */
  id?: string;
  topic: string;
  /** The type of the event. */
  event?: string;
  /** The key of the event within its topic. */
  subject?: string;
  time: string;
  /** Parsed JSON, other text as a string, bytes as a `Uint8Array`. */
  data: unknown;
  contentType?: string;
  /** Whether this is the last event of its topic. */
  final?: boolean;
  /** The attributes of a CloudEvent. */
  attributes?: Record<string, unknown>;
}

export interface Gap {
  from: string;
  to: string;
  /** The cursor after the gap. */
  id: string;
  reason: 'retention' | 'epoch' | 'unknown';
}

export interface Missed {
  topic?: string;
  count: number;
}

/**
 * `live`: events are delivered as they happen. `waiting`: the connection was lost, and the client reconnects. `ended`: all topics are
 * complete. The last three states are final.
 */
export type State = 'connecting' | 'live' | 'waiting' | 'ended' | 'failed' | 'closed';

export interface Subscription {
  /** Everything up to here has been delivered; undefined before the gateway has said where the subscription starts. */
  readonly cursor: string | undefined;
  readonly filters: string[];
  readonly state: State;
  close(): void;
}

export interface Listener {
  onEvent?(event: SluiceEvent, subscription: Subscription): void;
  /** These events are no longer available. */
  onGap?(gap: Gap, subscription: Subscription): void;
  onState?(state: State, subscription: Subscription): void;
  /** The topic is complete: it has had its last event. */
  onEnd?(topic: string, subscription: Subscription): void;
  /** Volatile events were dropped, because they arrived faster than they could be sent. */
  onMissed?(missed: Missed, subscription: Subscription): void;
  /** The subscription has failed and receives nothing more. Without this listener, the error is reported as uncaught. */
  onError?(error: SluiceError, subscription: Subscription): void;
  /** The cursor has moved without an event. */
  onMove?(cursor: string, subscription: Subscription): void;
}

/** Where a subscription starts: the first of these options that is given, otherwise now. */
export interface Beginning {
  /** A name: continues where the page was when it was left or reloaded. */
  remember?: string;
  /** A cursor, or `earliest`. */
  after?: string;
  since?: string | Date;
  /** The number of newest events to start with. */
  last?: number;
  /** `true`: the newest event of each topic, and of each subject in it. */
  snapshot?: boolean;
}

export interface SubscribeOptions extends Beginning, Listener {
  /** Makes this client present on the topics under this name. */
  member?: string;
  /** The state of the member: any JSON. */
  state?: unknown;
  /** `true`: of waiting volatile events, only the newest for each subject is delivered. */
  conflate?: boolean;
}

export interface PublishOptions {
  /** The type of the event. */
  event?: string;
  /** The key of the event within its topic. */
  subject?: string;
  /** The idempotency key; the library generates one by default. */
  key?: string;
  /** `true`: deliver to present subscribers only, without the journal and without a retry. */
  volatile?: boolean;
  /** `false`: do not deliver the event to this page. */
  echo?: boolean;
  contentType?: string;
  /** Seconds until the event expires. */
  ttl?: number;
  /** `true`: this is the last event of its topic. */
  final?: boolean;
  /** A cursor: publish only if the topic has no event after it. */
  ifMatch?: string;
  /** Publish only if the topic has no event at all. */
  ifNoneMatch?: '*';
}

export interface Receipt {
  /** The id of an event that the journal contains. */
  id?: string;
  /** For a volatile event: whether it has been sent. */
  sent?: boolean;
}

export interface Change {
  type: 'present' | 'join' | 'update' | 'leave';
  member?: string;
  state?: unknown;
}

export interface PresenceOptions {
  /** Makes this client present, too, under this name. */
  member?: string;
  state?: unknown;
  onChange?(members: ReadonlyMap<string, unknown>, change: Change): void;
  onState?(state: State): void;
  onError?(error: SluiceError): void;
}

export interface Presence {
  /** The state of each member, by its name. */
  readonly members: ReadonlyMap<string, unknown>;
  /** Sets the state of this client's own member. */
  update(state: unknown): void;
  close(): void;
}

export interface Connection {
  /** `tab`: the connection of another tab. Undefined: there is no connection at the moment. */
  transport: 'sse' | 'websocket' | 'tab' | undefined;
  /** Whether other tabs can use the connection of this one. */
  leads: boolean;
}

/** Functions of the platform that the library uses. */
export interface Host {
  /** Milliseconds; continues while the machine sleeps. */
  now(): number;
  setTimeout(task: () => void, delay: number): any;
  clearTimeout(timer: any): void;
  /** At least 0, less than 1. */
  random(): number;
  uuid(): string;
  fetch: typeof globalThis.fetch;
  WebSocket: new (url: string, protocol: string) => WebSocket;
  storage: Pick<Storage, 'getItem' | 'setItem' | 'removeItem'> | undefined;
  locks: { request(name: string, options: any, held: () => Promise<void> | void): Promise<unknown> } | undefined;
  channel:
    | ((name: string) => {
        postMessage(message: any): void;
        onmessage: ((event: { data: any }) => void) | null;
        close(): void;
      })
    | undefined;
  page: EventTarget | undefined;
  document: EventTarget | undefined;
  base: string | undefined;
  /** Receives errors that no listener handles. */
  report(fault: unknown): void;
}

export interface Options {
  /** The only permitted transport; by default, the client chooses. */
  transport?: 'sse' | 'websocket';
  /** `false`: this page has a connection of its own. By default, tabs of this browser with the same user share one. */
  share?: boolean;
  /** Returns a token; called at the start and whenever a new token is needed. Undefined: a cookie identifies the user. */
  token?(): Promise<string | undefined> | string | undefined;
  /** As for `fetch`: `include` sends the cookie of a gateway on another origin. */
  credentials?: 'omit' | 'same-origin' | 'include';
  /** How many events may wait to be published; 1,000 by default. */
  queue?: number;
  /** The expected heartbeat in seconds, until the gateway has announced its own; 15 by default. */
  heartbeat?: number;
  /** Called when the transport of the connection changes. */
  onConnection?(connection: Connection): void;
  /** Replacements for functions of the platform. */
  host?: Partial<Host>;
}

/** A client of one gateway. */
export class Sluice {
  /** @param url the gateway's context root, such as `/` */
  constructor(url: string | URL, options?: Options);
  readonly connection: Connection;
  /** @param filters topics, or patterns of topics */
  subscribe(filters: string | string[], options?: SubscribeOptions): Subscription;
  /**
   * Resolves when the journal contains the event. For a volatile event, resolves with `{ sent: true }` when it has been sent, and with
   * `{ sent: false }` if there was no connection.
   */
  publish(topic: string, data: unknown, options?: PublishOptions): Promise<Receipt>;
  /** The members that are present on a topic. With the option `member`, this client is one of them until the result is closed. */
  presence(topic: string, options?: PresenceOptions): Presence;
  /** Closes all subscriptions and the connection. Events that were not acknowledged may or may not be in the journal. */
  close(): void;
}

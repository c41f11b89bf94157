/** An error of the library. */
export class SluiceError extends Error {
  constructor(
    code: string,
    message: string,
    more?: { retryable?: boolean; retryAfter?: number; status?: number; cause?: unknown },
  );

  /**
   * One of the gateway's codes (see its protocol), or `closed`, `queue-full`, `unreachable`, `silent`, `token-unavailable`,
   * `data-invalid`, or `http-<status>` for an answer that is not the gateway's.
   */
  readonly code: string;
  /** Whether the same may succeed later. */
  readonly retryable: boolean;
  /** How long the gateway wants the client to wait, in milliseconds. */
  readonly retryAfter?: number;
  /** Of the HTTP answer, if it was one. */
  readonly status?: number;
}

export interface SluiceEvent {
  /** The cursor: everything up to here has been seen. A volatile event has none. */
  id?: string;
  topic: string;
  /** Its type. */
  event?: string;
  /** The key of the event within its topic. */
  subject?: string;
  time: string;
  /** JSON as what it stands for, other text as a string, bytes as a `Uint8Array`. */
  data: unknown;
  contentType?: string;
  /** The last one of its topic. */
  final?: boolean;
  /** Of a CloudEvent. */
  attributes?: Record<string, unknown>;
}

export interface Gap {
  from: string;
  to: string;
  /** The cursor after it. */
  id: string;
  reason: 'retention' | 'epoch' | 'unknown';
}

export interface Missed {
  topic?: string;
  count: number;
}

/** `live`: told as it happens. `waiting`: the connection has been lost. The last three are for good. */
export type State = 'connecting' | 'live' | 'waiting' | 'ended' | 'failed' | 'closed';

export interface Subscription {
  /** Everything up to here has been seen; undefined before the gateway has said where it starts. */
  readonly cursor: string | undefined;
  readonly filters: string[];
  readonly state: State;
  close(): void;
}

export interface Listener {
  onEvent?(event: SluiceEvent, subscription: Subscription): void;
  /** These events cannot be had any more. */
  onGap?(gap: Gap, subscription: Subscription): void;
  onState?(state: State, subscription: Subscription): void;
  /** The topic has had its last event. */
  onEnd?(topic: string, subscription: Subscription): void;
  /** Volatile events that came too fast. */
  onMissed?(missed: Missed, subscription: Subscription): void;
  /** After which nothing comes any more. Without this, it is reported as an error that nobody has caught. */
  onError?(error: SluiceError, subscription: Subscription): void;
  /** The cursor has moved, and without an event. */
  onMove?(cursor: string, subscription: Subscription): void;
}

/** Where a subscription begins: the first of these that is there, else now. */
export interface Beginning {
  /** A name: goes on where the page was when it was left or reloaded. */
  remember?: string;
  /** A cursor, or `earliest`. */
  after?: string;
  since?: string | Date;
  /** So many events. */
  last?: number;
  /** The newest event of each topic, or of each subject in it. */
  snapshot?: boolean;
}

export interface SubscribeOptions extends Beginning, Listener {
  /** Makes this one present on the topics. */
  member?: string;
  /** The member's state: any JSON. */
  state?: unknown;
  /** Of volatile events that wait, only the newest of each subject. */
  conflate?: boolean;
}

export interface PublishOptions {
  /** The event's type. */
  event?: string;
  subject?: string;
  /** The idempotency key; one is made otherwise. */
  key?: string;
  /** For those who listen now; not journaled, and not sent again. */
  volatile?: boolean;
  /** `false`: not back to this page. */
  echo?: boolean;
  contentType?: string;
  /** Seconds. */
  ttl?: number;
  /** The topic's last event. */
  final?: boolean;
  /** Only if nothing has happened since this cursor. */
  ifMatch?: string;
  /** Only if nothing ever has. */
  ifNoneMatch?: '*';
}

export interface Receipt {
  /** Of an event that is in the journal. */
  id?: string;
  /** Of a volatile event: whether it has been sent. */
  sent?: boolean;
}

export interface Change {
  type: 'present' | 'join' | 'update' | 'leave';
  member?: string;
  state?: unknown;
}

export interface PresenceOptions {
  /** Makes this one present, too. */
  member?: string;
  state?: unknown;
  onChange?(members: ReadonlyMap<string, unknown>, change: Change): void;
  onState?(state: State): void;
  onError?(error: SluiceError): void;
}

export interface Presence {
  /** Members by name, with their states. */
  readonly members: ReadonlyMap<string, unknown>;
  /** The own member's state from now on. */
  update(state: unknown): void;
  close(): void;
}

export interface Connection {
  /** `tab`: by the connection of another tab. Undefined: there is none at the moment. */
  transport: 'sse' | 'websocket' | 'tab' | undefined;
  /** Whether this is the tab by whose connection others may go. */
  leads: boolean;
}

/** Functions of the platform that the library uses. */
export interface Host {
  now(): number;
  setTimeout(task: () => void, delay: number): any;
  clearTimeout(timer: any): void;
  /** 0 to 1, never 1. */
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
  report(fault: unknown): void;
}

export interface Options {
  /** The only one to be used; without it, the one that suits and works. */
  transport?: 'sse' | 'websocket';
  /** Whether the tabs of this browser whose bearer is the same have one connection together; they have, unless this is `false`. */
  share?: boolean;
  /** Gives a token: at first, and whenever another one is needed. Nothing: a cookie says who it is. */
  token?(): Promise<string | undefined> | string | undefined;
  /** As of `fetch`: `include` for a cookie of a gateway on another origin. */
  credentials?: 'omit' | 'same-origin' | 'include';
  /** How many events may wait to be published; 1,000. */
  queue?: number;
  /** Seconds: how often the gateway says something, before it has said how often; 15. */
  heartbeat?: number;
  /** By what way it goes now. */
  onConnection?(connection: Connection): void;
  host?: Partial<Host>;
}

/** One client of one gateway. */
export class Sluice {
  /** @param url the gateway's context root, such as `/` */
  constructor(url: string | URL, options?: Options);
  readonly connection: Connection;
  /** @param filters topics, or patterns of topics */
  subscribe(filters: string | string[], options?: SubscribeOptions): Subscription;
  /** Resolves when the event is in the journal; a volatile one when it has been sent, or could not be. */
  publish(topic: string, data: unknown, options?: PublishOptions): Promise<Receipt>;
  /** The members of a topic. */
  presence(topic: string, options?: PresenceOptions): Presence;
  /** Ends all of it. What has not been acknowledged yet may have been published or not. */
  close(): void;
}

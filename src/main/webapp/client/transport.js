/**
 * The interface of `SseTransport`, `WebSocketTransport`, and `TabTransport`, which uses the connection of another tab. A transport is one
 * connection and is used once; after it is lost, a new one continues from the cursors of the subscriptions.
 *
 * @import { SluiceError } from './error.js'
 * @import { Draft, SluiceEvent } from './frames.js'
 * @import { Gap } from './gateway.js'
 *
 * @typedef {'sse' | 'websocket' | 'tab'} TransportKind
 *
 * @typedef {object} StreamRequest
 * @property {string[]} topics filters
 * @property {string} after a cursor
 * @property {string} [member] the name under which the stream makes its client present
 * @property {unknown} [state] of the member
 * @property {boolean} [conflate] `true`: of waiting volatile events, only the newest for each subject
 *
 * @typedef {object} StreamListener receives one stream, in order. `TabServer` names these methods in its messages
 * @property {() => void} opened
 * @property {(event: SluiceEvent) => void} event
 * @property {(gap: Gap & { id: string }) => void} gap
 * @property {(cursor: string) => void} moved everything up to this cursor has been checked
 * @property {(topic: string) => void} ended the topic is complete
 * @property {(missed: { topic?: string, count: number }) => void} missed volatile events that the gateway dropped for this stream
 * @property {() => void} finished all topics of the stream are complete
 * @property {(error: SluiceError) => void} refused permanently
 * @property {(state: 'live' | 'waiting') => void} shown the state of the stream in the tab that has the connection
 * @property {(error: SluiceError) => void} narrowed the gateway no longer delivers all topics, because a right to read was withdrawn
 *
 * @typedef {object} Loss
 * @property {SluiceError} error
 * @property {number} [delay] milliseconds that the gateway wants the client to wait
 * @property {boolean} [unproven] `true`: nothing was received after the first message, so a proxy may be buffering the stream
 *
 * @typedef {object} TransportListener
 * @property {(timing: { heartbeat?: number, retry?: number }) => void} ready in milliseconds
 * @property {(loss: Loss) => void} lost called at most once, and last
 * @property {() => void} expiring the token expires soon
 *
 * @typedef {{ echo?: boolean, volatile?: boolean }} SendOptions with `echo: false`, the gateway does not deliver a volatile event to the
 *     connection of its publisher
 * @typedef {{ id?: string, sent?: boolean }} Receipt
 * @typedef {Receipt & { excluded?: string }} PublishReply `excluded`: the connection to which the gateway did not deliver the event
 *
 * @typedef {object} StreamHandle
 * @property {string} [connection] the gateway's name of the connection that carries the stream
 * @property {(state: unknown) => Promise<void>} state sets the state of the member that the stream makes present
 * @property {() => void} close
 *
 * @typedef {object} Transport
 * @property {TransportKind} kind
 * @property {number} window how many publishes may be in flight
 * @property {() => void} open
 * @property {(request: StreamRequest, listener: StreamListener) => StreamHandle} stream
 * @property {(draft: Draft, options: SendOptions) => Promise<PublishReply>} publish
 * @property {() => Promise<void>} renew continues with the newest token
 * @property {() => void} check reports the loss now if the connection has been silent for too long
 * @property {() => void} close calls no listener any more
 */
export {};

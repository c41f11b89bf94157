/**
 * What the ways to the gateway have in common: `SseTransport`, `WebSocketTransport`, and `TabTransport` through another tab. A transport is used once; when it is lost, another
 * one is made and goes on at the cursors.
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
 * @property {string} [member] present by this name
 * @property {unknown} [state] of the member
 * @property {boolean} [conflate] of volatile events only the newest of each subject
 *
 * @typedef {object} StreamListener hears one stream, in order
 * @property {() => void} opened
 * @property {(event: SluiceEvent) => void} event
 * @property {(gap: Gap & { id: string }) => void} gap
 * @property {(cursor: string) => void} moved everything up to here has been looked at
 * @property {(topic: string) => void} ended
 * @property {(missed: { topic?: string, count: number }) => void} missed
 * @property {() => void} finished all its topics have ended
 * @property {(error: SluiceError) => void} refused for good
 * @property {(state: 'live' | 'waiting') => void} shown how it is with the tab that reads for this one
 * @property {(error: SluiceError) => void} narrowed what may not be read any more does not come any more
 *
 * @typedef {object} Loss
 * @property {SluiceError} error
 * @property {number} [delay] so many milliseconds the gateway wants the client to wait
 * @property {boolean} [unproven] nothing has been heard since the first word
 *
 * @typedef {object} TransportListener
 * @property {(pace: { heartbeat?: number, retry?: number }) => void} ready in milliseconds
 * @property {(loss: Loss) => void} lost once, and the last word
 * @property {() => void} expiring the token does not hold for much longer
 *
 * @typedef {{ echo?: boolean, volatile?: boolean }} SendOptions `echo: false`: a volatile event does not come back to this connection
 * @typedef {{ id?: string, sent?: boolean }} Receipt
 * @typedef {Receipt & { spared?: string }} PublishReply `spared`: the connection from which the gateway keeps it
 *
 * @typedef {object} Handle of a stream
 * @property {string} [connection] by which it comes, as the gateway names it
 * @property {(state: unknown) => Promise<void>} state of the member that it makes present, from now on
 * @property {() => void} close
 *
 * @typedef {object} Transport
 * @property {TransportKind} kind
 * @property {number} window how many publishes may be under way
 * @property {() => void} open
 * @property {(request: StreamRequest, listener: StreamListener) => Handle} stream
 * @property {(draft: Draft, manner: SendOptions) => Promise<PublishReply>} publish
 * @property {() => Promise<void>} renew goes on with the newest token
 * @property {() => void} look whether it is silent
 * @property {() => void} close without another word
 */
export {};

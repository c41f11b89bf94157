import { confirmed } from './confirm.js';
import { $, ago, button, clock, duration, empty, h, number, several, until, valuesOf } from './dom.js';
import { table } from './table.js';

/**
 * @import { Api } from './api.js'
 */
const PAGE = 50;
const MOST_CHANGES = 100;

/** Whether the operator is clicking or selecting text in the list, or has to confirm an action: the list must not be replaced then. @param {HTMLElement} rows */
function isInUse(rows) {
  const selection = getSelection();
  const selected = selection !== null && !selection.isCollapsed && rows.contains(selection.anchorNode);
  return $('confirm').open || rows.matches(':active') || selected;
}

/** The view of the connections, updated while it is shown. */
export class Connections {
  #limit = PAGE;
  /** The applied filter, which may differ from the form's content. @type {Record<string, string>} */ #filter = {};
  #loading = false;
  #again = false;
  /** @type {Api | undefined} */ #api;

  /** @param {{ why(connection: string): void, fail(error: unknown): void, known(connections: string[]): void }} page */
  constructor(page) {
    this.page = page;
    $('connections-filter').addEventListener('submit', (/** @type {Event} */ event) => {
      event.preventDefault();
      this.#limit = PAGE;
      this.#filter = valuesOf($('connections-filter'));
      this.load();
    });
    $('connections-more').onclick = () => {
      this.#limit = Math.min(1000, this.#limit + PAGE);
      this.load();
    };
  }

  /** @param {Api} api */
  begin(api) {
    this.#api = api;
    this.#loading = this.#again = false;
    empty('changes');
  }

  clear() {
    this.#api = undefined;
    $('connections-filter').reset();
    this.#filter = {};
    this.#limit = PAGE;
    $('connections-more').hidden = true;
    empty('changes', 'connections-rows', 'connections-count');
  }

  /** Sends one request at a time; calls during a request cause one more request after it. */
  async load() {
    if (!this.#api) return;
    if (this.#loading) return void (this.#again = true);
    this.#loading = true;
    try {
      this.#show(await this.#api.get('api/connections', { ...this.#filter, limit: this.#limit }));
    } catch (error) {
      this.page.fail(error);
    } finally {
      this.#loading = false;
    }
    if (this.#again) {
      this.#again = false;
      this.load();
    }
  }

  /** Adds an opened or closed connection to the log. @param {{ event: string, time: string, data: any }} change an event of `$sys/connections` */
  log({ event, time, data }) {
    const subject = data.subject ?? 'anonymous';
    const cause = data.cause ? `, ${data.cause}` : '';
    const text = `${event}: ${subject}, ${data.protocol}, ${data.address}${cause}`;
    $('changes').prepend(h('li', { data: { event } }, h('time', { textContent: clock(time) }), ` ${text} `, h('code', { textContent: data.connection })));
    while ($('changes').children.length > MOST_CHANGES) $('changes').lastChild.remove();
  }

  /** @param {{ connections: any[], total: number, more: boolean }} list */
  #show({ connections, total, more }) {
    $('connections-count').textContent = `${number(connections.length)} of ${number(total)}`;
    $('connections-more').hidden = !more;
    this.page.known(connections.map(({ connection }) => connection));
    if (isInUse($('connections-rows'))) return;
    const focus = /** @type {HTMLElement | null} */ (document.activeElement)?.getAttribute('aria-label');
    $('connections-rows').replaceChildren(
      table(
        'Connections',
        ['Connection', 'Token subject', 'Address', 'Topics', 'Lag', 'Backlog', 'Last write', 'Token', 'Actions'],
        connections.map((each) => this.#row(each)),
        'No connection matches.',
      ),
    );
    // the focus returns to the same button of the new list, for keyboard users
    if (focus) [...$('connections-rows').querySelectorAll('button')].find((one) => one.getAttribute('aria-label') === focus)?.focus();
  }

  /** @param {any} each */
  #row({ connection, protocol, subject, address, subscriptions, lag, lagSeconds, backlog, lastWrite, stalledSeconds, expires }) {
    const topics = subscriptions.flatMap((/** @type {any} */ one) => one.topics);
    const behind = lag > 0 || stalledSeconds > 1;
    const stalled = stalledSeconds > 1 ? [h('span', { className: 'fine', textContent: `stalled for ${duration(stalledSeconds)}` })] : [];
    return [
      h('span', {}, h('code', { textContent: connection }), ' ', h('span', { className: `protocol ${protocol}`, textContent: protocol })),
      subject ?? '–',
      address,
      h('code', { className: 'topics', textContent: topics.join(' ') || '–', title: topics.join('\n') }),
      h('span', { data: behind ? { mood: 'wait' } : {} }, behind ? `${several(lag, 'event')}, ${duration(lagSeconds)}` : 'none', ...stalled),
      number(backlog),
      lastWrite ? ago(lastWrite) : 'none',
      expires ? h('span', { title: clock(expires), textContent: until(expires) }) : 'none',
      h(
        'span',
        { className: 'buttons' },
        button('Why…', () => this.page.why(connection), `Explain why ${connection} did not get an event`),
        button('Close', () => this.#close(connection), `Close ${connection}`),
        ...(expires || subject ? [button('Revoke', () => this.#revoke(connection, subject), `Revoke the token of ${connection}`)] : []),
      ),
    ];
  }

  /** @param {string} connection */
  async #close(connection) {
    const sure = await confirmed(`Close ${connection}?`, 'Its client may reconnect, and then continues after its cursor.');
    if (sure) await this.#do((api) => api.close(connection));
  }

  /** @param {string} connection @param {string} subject */
  async #revoke(connection, subject) {
    const token = subject ? `the token of ${subject}` : 'the token';
    const sure = await confirmed(`Revoke ${token}?`, 'Every node rejects the token from now on. This cannot be undone.');
    if (sure) await this.#do((api) => api.revoke(connection));
  }

  /** @param {(api: Api) => Promise<unknown>} act */
  async #do(act) {
    try {
      if (this.#api) await act(this.#api);
    } catch (error) {
      this.page.fail(error);
    }
    this.load();
  }
}

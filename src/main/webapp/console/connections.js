import { confirmed } from './confirm.js';
import { $, ago, button, clock, duration, empty, h, number, several, until, valuesOf } from './dom.js';
import { table } from './table.js';

/**
 * @import { Api } from './api.js'
 */
const PAGE = 50;
const MOST_VISITS = 100;

/** Whether somebody is about to click in it, has marked something, or is asked about one of its rows. @param {HTMLElement} rows */
function isInUse(rows) {
  const selection = getSelection();
  const marked = selection !== null && !selection.isCollapsed && rows.contains(selection.anchorNode);
  return $('confirm').open || rows.matches(':active') || marked;
}

/** The list of connections, which follows what comes and goes while it is shown. */
export class Connections {
  #limit = PAGE;
  /** As it was applied: what is being typed is not asked for. @type {Record<string, string>} */ #filter = {};
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
    empty('visits');
  }

  clear() {
    this.#api = undefined;
    $('connections-filter').reset();
    this.#filter = {};
    this.#limit = PAGE;
    $('connections-more').hidden = true;
    empty('visits', 'connections-rows', 'connections-count');
  }

  /** One request at a time: what is asked for meanwhile comes after it. */
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

  /** @param {{ event: string, time: string, data: any }} visit of `$sys/connections` */
  tell({ event, time, data }) {
    const who = data.subject ?? 'nobody by name';
    const cause = data.cause ? `, ${data.cause}` : '';
    const text = `${event}: ${who}, ${data.protocol}, ${data.address}${cause}`;
    $('visits').prepend(h('li', { data: { event } }, h('time', { textContent: clock(time) }), ` ${text} `, h('code', { textContent: data.connection })));
    while ($('visits').children.length > MOST_VISITS) $('visits').lastChild.remove();
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
        ['Connection', 'Subject', 'Address', 'Topics', 'Lag', 'Backlog', 'Last write', 'Token', 'Actions'],
        connections.map((each) => this.#row(each)),
        'Nobody is connected whom this matches.',
      ),
    );
    // a keyboard user keeps the place in the list
    if (focus) [...$('connections-rows').querySelectorAll('button')].find((one) => one.getAttribute('aria-label') === focus)?.focus();
  }

  /** @param {any} each */
  #row({ connection, protocol, subject, address, subscriptions, lag, lagSeconds, backlog, lastWrite, stalledSeconds, expires }) {
    const topics = subscriptions.flatMap((/** @type {any} */ one) => one.topics);
    const behind = lag > 0 || stalledSeconds > 1;
    const stalled = stalledSeconds > 1 ? [h('span', { className: 'fine', textContent: `held up for ${duration(stalledSeconds)}` })] : [];
    return [
      h('span', {}, h('code', { textContent: connection }), ' ', h('span', { className: `protocol ${protocol}`, textContent: protocol })),
      subject ?? '–',
      address,
      h('code', { className: 'topics', textContent: topics.join(' ') || '–', title: topics.join('\n') }),
      h('span', { data: behind ? { mood: 'wait' } : {} }, behind ? `${several(lag, 'event')}, ${duration(lagSeconds)}` : 'none', ...stalled),
      number(backlog),
      lastWrite ? ago(lastWrite) : 'none yet',
      expires ? h('span', { title: clock(expires), textContent: until(expires) }) : 'none',
      h(
        'span',
        { className: 'buttons' },
        button('Why…', () => this.page.why(connection), `Why did ${connection} not get an event`),
        button('Close', () => this.#close(connection), `Close ${connection}`),
        ...(expires || subject ? [button('Revoke', () => this.#revoke(connection, subject), `Revoke the token of ${connection}`)] : []),
      ),
    ];
  }

  /** @param {string} connection */
  async #close(connection) {
    const sure = await confirmed(`Close ${connection}?`, 'Its client may come back, and goes on where it was.');
    if (sure) await this.#do((api) => api.close(connection));
  }

  /** @param {string} connection @param {string} subject */
  async #revoke(connection, subject) {
    const whose = subject ? `the token of ${subject}` : 'the token';
    const sure = await confirmed(`Revoke ${whose}?`, 'It does not count any more, anywhere. This cannot be taken back.');
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

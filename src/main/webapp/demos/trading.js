/**
 * A trading screen: orders are events in the journal, prices are volatile events, and a slow page gets only the newest price of each stock.
 * One page acts as the exchange. All pages read the events in the same order, and so compute the same positions.
 */
import { Sluice } from '../client/sluice.js';
import { $, cannotPublish, cannotRead, element, me, room, showConnection, showState } from './page.js';

/** @typedef {{ id: string, account: string, symbol: string, quantity: number }} Order a negative quantity is a sale */

const base = `demo/trading/${room}`;
const SYMBOLS = { ACME: 120, Cyberdyne: 48, Soylent: 17, Tyrell: 310, Wayne: 86 };
const sluice = new Sluice('..', { onConnection: showConnection });

/** @type {Map<string, Order>} */ const open = new Map();
/** @type {Map<string, { price: number, row: HTMLElement, quantity: number }>} */ const stocks = new Map();
let cash = 100_000;
let pricedAt = 0;
/** The timer of the exchange; 0, if this page is not the exchange. */ let trades = 0;

/* Orders and fills share a subscription and so have one order: a fill never arrives before its order. */
sluice.subscribe([`${base}/orders`, `${base}/fills`], {
  last: 2_000,
  onEvent: ({ event, data }) => {
    if (event === 'ordered') ordered(/** @type {any} */ (data));
    else filled(/** @type {any} */ (data));
  },
  onState: showState,
  onError: cannotRead,
});

sluice.subscribe(`${base}/prices/*`, {
  conflate: true, // of the waiting prices of a stock, only the newest is delivered
  onEvent: ({ subject = '', data }) => {
    pricedAt = Date.now();
    showPrice(subject, Number(data));
  },
  onMissed: ({ count }) => ($('conflated').textContent = String(Number($('conflated').textContent) + count)),
  onError: cannotRead,
});

/** @param {Order} order */
function ordered(order) {
  open.set(order.id, order);
  if (order.account === me) $('orders').prepend(orderRow(order));
  if (trades) fill(order);
}

/** @param {Order & { price: number }} fill */
function filled({ id, account, symbol, quantity, price }) {
  open.delete(id);
  if (account !== me) return;
  const stock = stocks.get(symbol);
  if (stock) stock.quantity += quantity;
  cash -= quantity * price;
  const row = document.getElementById(`order-${id}`);
  row?.setAttribute('data-mood', 'good');
  row?.querySelector('.answer')?.replaceChildren(`filled at ${price.toFixed(2)}`);
  showWorth();
}

/** Places an order exactly once: its idempotency key is the id of the order. @param {number} sign 1 buys, -1 sells */
function order(sign) {
  const order = { id: crypto.getRandomValues(new Uint32Array(2)).join('-'), account: me, symbol: $('symbol').value, quantity: sign * $('quantity').valueAsNumber };
  sluice.publish(`${base}/orders`, order, { event: 'ordered', key: `order ${order.id}` }).catch(cannotPublish);
}

/* The exchange. */

/** Fills an order. If two pages were the exchange, the journal would accept one fill, because both have the same key. @param {Order} order */
async function fill(order) {
  const stock = stocks.get(order.symbol);
  if (!stock || !Number.isInteger(order.quantity)) return; // a publisher can send any JSON
  try {
    await sluice.publish(`${base}/fills`, { ...order, price: stock.price }, { event: 'filled', key: `fill ${order.id}` });
  } catch (error) {
    if (error.code !== 'key-conflict') cannotPublish(error);
  }
}

/** @param {boolean} on */
function trade(on) {
  clearInterval(trades);
  trades = on ? window.setInterval(tick, 100) : 0;
  $('trade').setAttribute('aria-pressed', String(on));
  if (on) for (const order of open.values()) fill(order); // orders from the time without an exchange
}

function tick() {
  for (const [symbol, { price }] of stocks) {
    const next = Math.max(1, price * (1 + 0.004 * (Math.random() - 0.5)));
    sluice.publish(`${base}/prices/${symbol}`, Math.round(100 * next) / 100, { volatile: true, subject: symbol }).catch(stop);
  }
}

/** @param {any} error */
function stop(error) {
  trade(false);
  cannotPublish(error);
}

/* The view. */

/** @param {string} symbol @param {number} price */
function showPrice(symbol, price) {
  const stock = stocks.get(symbol);
  if (!stock) return;
  const [, shown] = stock.row.children;
  stock.row.dataset.direction = price < stock.price ? 'down' : 'up';
  stock.price = price;
  shown.textContent = price.toFixed(2);
  showWorth();
}

function showWorth() {
  let worth = cash;
  for (const { price, quantity, row } of stocks.values()) {
    worth += price * quantity;
    row.children[2].textContent = String(quantity);
  }
  $('cash').textContent = cash.toLocaleString([], { maximumFractionDigits: 0 });
  $('worth').textContent = worth.toLocaleString([], { maximumFractionDigits: 0 });
}

/** @param {Order} order */
function orderRow({ id, symbol, quantity }) {
  const text = `${quantity < 0 ? 'sell' : 'buy'} ${Math.abs(quantity)} ${symbol}`;
  return element('li', { id: `order-${id}`, 'data-mood': 'wait' }, element('span', {}, text), element('span', { class: 'answer' }, 'waiting for the exchange'));
}

for (const [symbol, price] of Object.entries(SYMBOLS)) {
  const row = element('tr', {}, element('th', { scope: 'row' }, symbol), element('td', {}, '–'), element('td', {}, '0'));
  $('prices').append(row);
  $('symbol').append(element('option', {}, symbol));
  stocks.set(symbol, { price, row, quantity: 0 });
}
showWorth();
setInterval(() => {
  const isOpen = Date.now() - pricedAt < 3_000;
  $('market').textContent = isOpen ? 'open' : 'closed';
  $('market').dataset.mood = isOpen ? 'good' : 'wait';
  $('trade').disabled = isOpen && !trades; // another page is the exchange
}, 500);
$('trade').addEventListener('click', () => trade(!trades));
$('ticket').addEventListener('submit', (/** @type {SubmitEvent} */ event) => {
  event.preventDefault();
  order(event.submitter?.id === 'sell' ? -1 : 1);
});

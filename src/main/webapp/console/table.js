import { h } from './dom.js';

/**
 * A table whose rows become cards in a narrow window. The ARIA roles keep it a table for screen readers.
 *
 * @param {string} label @param {string[]} columns @param {(Node | string)[][]} rows @param {string} empty the text without rows
 */
export function table(label, columns, rows, empty) {
  if (rows.length === 0) return h('p', { className: 'fine', textContent: empty });
  const head = h('tr', { role: 'row' }, ...columns.map((name) => h('th', { role: 'columnheader', scope: 'col', textContent: name })));
  const body = rows.map((cells) =>
    h('tr', { role: 'row' }, ...cells.map((cell, i) => h('td', { role: 'cell', data: { name: columns[i] } }, cell))),
  );
  return h(
    'table',
    { role: 'table', 'aria-label': label },
    h('thead', { role: 'rowgroup' }, head),
    h('tbody', { role: 'rowgroup' }, ...body),
  );
}

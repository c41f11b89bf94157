import { $, h } from './dom.js';

/** Tabs as in the ARIA Authoring Practices: arrow keys move between them; the fragment of the URL names the shown one. */
export class Tabs {
  /** @type {Map<string, HTMLElement>} */ #tabs = new Map();
  #shown = '';

  /** @param {HTMLElement} list @param {string[]} ids of the panels @param {(id: string) => void} changed */
  constructor(list, ids, changed) {
    this.changed = changed;
    for (const id of ids) {
      const text = $(id).getAttribute('aria-label');
      const tab = h('button', { type: 'button', role: 'tab', id: `tab-${id}`, textContent: text, 'aria-controls': id, onclick: () => this.show(id) });
      $(id).setAttribute('aria-labelledby', tab.id);
      this.#tabs.set(id, tab);
    }
    list.replaceChildren(...this.#tabs.values());
    list.onkeydown = (event) => this.#move(event, ids);
    addEventListener('hashchange', () => this.#showAddress());
    this.#showAddress();
  }

  get shown() {
    return this.#shown;
  }

  #showAddress() {
    const id = location.hash.slice(1);
    this.show(this.#tabs.has(id) ? id : 'now');
  }

  /** @param {string} id */
  show(id) {
    if (id === this.#shown) return;
    this.#shown = id;
    for (const [each, tab] of this.#tabs) {
      tab.setAttribute('aria-selected', String(each === id));
      tab.tabIndex = each === id ? 0 : -1;
      $(each).hidden = each !== id;
    }
    this.reveal();
    history.replaceState(null, '', `#${id}`);
    this.changed(id);
  }

  /** Scrolls the list of tabs to the shown one, where a narrow window does not show all. It has no effect while the list is hidden. */
  reveal() {
    this.#tabs.get(this.#shown)?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  }

  /** @param {KeyboardEvent} event @param {string[]} ids */
  #move(event, ids) {
    const at = ids.indexOf(this.#shown);
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1 + ids.length, Home: 0, End: ids.length - 1 }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    this.show(ids[to % ids.length]);
    this.#tabs.get(this.#shown)?.focus();
  }
}

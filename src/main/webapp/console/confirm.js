import { $ } from './dom.js';

/** Asks the operator before an action that affects clients. @param {string} title @param {string} text @returns {Promise<boolean>} */
export function confirmed(title, text) {
  const dialog = /** @type {HTMLDialogElement} */ ($('confirm'));
  $('confirm-title').textContent = title;
  $('confirm-text').textContent = text;
  dialog.returnValue = 'no';
  dialog.showModal();
  return new Promise((resolve) => dialog.addEventListener('close', () => resolve(dialog.returnValue === 'yes'), { once: true }));
}

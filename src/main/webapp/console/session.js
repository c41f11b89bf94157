/** The token of the signed-in administrator. It is kept in this tab only and never part of a URL; without storage, it lasts until the page is left. */
const KEY = 'sluice console token';

/** @type {string | undefined} */ let token;

/** @template T @param {(storage: Storage) => T} use @returns {T | undefined} */
function attempt(use) {
  try {
    return use(sessionStorage);
  } catch {
    return undefined;
  }
}

export const session = {
  /** @returns {string | undefined} */
  get token() {
    return (token ??= attempt((storage) => storage.getItem(KEY)) ?? undefined);
  },

  /** @param {string} given */
  begin(given) {
    token = given;
    attempt((storage) => storage.setItem(KEY, given));
  },

  end() {
    token = undefined;
    attempt((storage) => storage.removeItem(KEY));
  },
};

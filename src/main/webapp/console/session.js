/** The token of whoever is signed in: in this tab only, and in no address. */
const KEY = 'sluice console token';

export const session = {
  /** @returns {string | undefined} */
  get token() {
    return sessionStorage.getItem(KEY) ?? undefined;
  },

  /** @param {string} token */
  begin(token) {
    sessionStorage.setItem(KEY, token);
  },

  end() {
    sessionStorage.removeItem(KEY);
  },
};

/** What the policy of the page wants on every element with styles; the hub makes it anew for each page. */
export const nonce = document.querySelector<HTMLMetaElement>('meta[property=csp-nonce]')?.nonce ?? '';

// Dialogs lock the page's scrolling with a style element of their own, by a library that looks for this name.
Object.assign(globalThis, { __webpack_nonce__: nonce });

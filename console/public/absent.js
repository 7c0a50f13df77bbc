// Says that the program itself did not come: nothing of it is there to say so. No style element: the policy forbids it.
(function () {
  var WORDS = {
    en: ['The console could not be loaded.', 'The connection to the server broke off, or the server is starting anew.', 'Try again'],
    it: ['La console non è stata caricata.', 'La connessione al server si è interrotta, oppure il server si sta riavviando.', 'Riprova'],
    nb: ['Konsollen kunne ikke lastes.', 'Forbindelsen til serveren ble brutt, eller serveren starter på nytt.', 'Prøv igjen'],
  };
  function made(parent, tag, text, style) {
    var element = parent.appendChild(document.createElement(tag));
    element.textContent = text;
    element.style.cssText = style;
    return element;
  }
  function language() {
    try {
      return localStorage.getItem('impetus.locale') || navigator.language.slice(0, 2).replace(/^n[on]$/, 'nb');
    } catch (error) {
      return 'en'; /* storage may be closed to us */
    }
  }
  function say() {
    var root = document.getElementById('root');
    if (!root || root.firstChild) return;
    var tongue = WORDS[language()] ? language() : 'en';
    var light = document.documentElement.dataset.theme === 'light';
    document.documentElement.lang = tongue;
    document.body.style.cssText = light ? 'background:#e8ecef;color:#121b24' : 'background:#0a0e13;color:#e9eef3';
    var main = made(root, 'main', '', 'max-width:34rem;margin:18vh auto 0;padding:0 24px;font:400 16px/1.5 system-ui,sans-serif');
    main.setAttribute('role', 'alert');
    made(main, 'h1', WORDS[tongue][0], 'font-size:22px;font-weight:600;margin:0 0 8px');
    made(main, 'p', WORDS[tongue][1], 'margin:0 0 20px');
    var again = made(main, 'button', WORDS[tongue][2], 'font:inherit;color:inherit;background:none;border:1px solid;border-radius:6px;padding:8px 16px;cursor:pointer');
    again.type = 'button';
    again.addEventListener('click', function () { location.reload(); });
  }
  // Errors of elements do not bubble: they are heard on their way down. Later parts say their own (src/app/part.tsx).
  window.addEventListener('error', function (event) {
    var from = event.target;
    if (!(from instanceof HTMLScriptElement) && !(from instanceof HTMLLinkElement && from.rel === 'stylesheet')) return;
    if (document.readyState === 'loading') document.addEventListener('DOMContentLoaded', say);
    else say();
  }, true);
  window.addEventListener('impetus:absent', say);
})();

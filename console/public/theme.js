// Runs before anything is painted, so that no white flash comes between screens. No inline script: the policy forbids it.
(function () {
  var theme = 'dark';
  try {
    theme = localStorage.getItem('impetus.theme') || 'dark';
    document.documentElement.lang = localStorage.getItem('impetus.locale') || document.documentElement.lang;
  } catch (error) {
    /* storage may be closed to us; dark it is */
  }
  if (theme !== 'light' && theme !== 'night') theme = 'dark';
  document.documentElement.dataset.theme = theme;
  document.documentElement.dataset.mantineColorScheme = theme === 'light' ? 'light' : 'dark';
})();

// Runs before anything is painted, so that a dark page does not flash white.
(function () {
  var theme = null;
  var language = null;
  try {
    theme = localStorage.getItem('armature.theme');
    language = localStorage.getItem('armature.language');
  } catch {
    // Storage may be switched off; the system's theme is then used.
  }
  var dark =
    theme === 'dark' ||
    (theme !== 'light' && window.matchMedia('(prefers-color-scheme: dark)').matches);
  document.documentElement.dataset.theme = dark ? 'dark' : 'light';
  if (language) document.documentElement.lang = language;
})();

// Draws the charts of the page, and again when language, colours or width change.
(function () {
  "use strict";
  const root = document.documentElement;
  const data = JSON.parse(document.getElementById("data").textContent);
  const drawn = new Map();
  let width = 0;

  function draw(printing) {
    const lang = root.dataset.language;
    const dark = root.dataset.theme === "dark" && !printing;
    const narrow = window.innerWidth < 720 && !printing;
    for (const chart of landsimCharts.build(data, lang, dark, narrow)) {
      const place = document.getElementById("chart-" + chart.id);
      if (!place) continue;
      place.style.height = chart.height + "px";
      let surface = drawn.get(chart.id);
      if (!surface) {
        surface = echarts.init(place, null, { renderer: "svg" });
        drawn.set(chart.id, surface);
      }
      surface.setOption(chart.option, true);
      surface.resize(printing ? { width: place.closest(".pair") ? 330 : 688 } : undefined);
      place.setAttribute("aria-label", chart.about);
    }
  }
  function press(group, value) {
    for (const button of document.querySelectorAll("[data-set-" + group + "]")) {
      button.setAttribute("aria-pressed", String(button.getAttribute("data-set-" + group) === value));
    }
  }
  function speak(lang) {
    root.dataset.language = lang;
    root.lang = lang === "zh" ? "zh-CN" : "en";
    document.title = document.querySelector("h1 ." + lang).textContent;
    press("language", lang);
    draw(false);
  }
  for (const button of document.querySelectorAll("[data-set-language]")) {
    button.addEventListener("click", () => speak(button.getAttribute("data-set-language")));
  }
  document.getElementById("theme").addEventListener("click", () => {
    root.dataset.theme = root.dataset.theme === "dark" ? "light" : "dark";
    draw(false);
  });
  if (window.matchMedia("(prefers-color-scheme: dark)").matches) root.dataset.theme = "dark";
  window.addEventListener("resize", () => {
    if (window.innerWidth !== width) {
      width = window.innerWidth;
      draw(false);
    }
  });
  window.matchMedia("print").addEventListener("change", (event) => draw(event.matches));
  window.addEventListener("beforeprint", () => {
    for (const part of document.querySelectorAll("details")) part.open = true;
    draw(true);
  });
  window.addEventListener("afterprint", () => draw(false));
  width = window.innerWidth;
  speak(root.dataset.language);
})();

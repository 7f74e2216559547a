// Draws the charts of the page, and again when language, colours or width change.
(function () {
  "use strict";
  const root = document.documentElement;
  const data = JSON.parse(document.getElementById("data").textContent);
  const drawn = new Map();
  // What a reader has chosen: which scenarios lie over one another, which figure a map is of.
  const options = {};
  let width = 0;

  function draw(printing) {
    const lang = root.dataset.language;
    const dark = root.dataset.theme === "dark" && !printing;
    const narrow = window.innerWidth < 720 && !printing;
    for (const chart of landsimCharts.build(data, lang, dark, narrow, options)) {
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
      tell(chart);
    }
  }
  // The table behind a chart, and its text to keep.
  function tell(chart) {
    const place = document.querySelector('details[data-of="' + chart.id + '"]');
    if (!place) return;
    place.hidden = !chart.table;
    if (!chart.table) return;
    while (place.children.length > 1) place.lastElementChild.remove();
    const shown = (cell) => (cell === null || cell === undefined ? "" : typeof cell === "number" ? String(Math.round(cell * 1e6) / 1e6) : String(cell));
    const save = document.createElement("button");
    save.type = "button";
    save.textContent = data.words["save_csv"][root.dataset.language];
    save.addEventListener("click", () => {
      // What a spreadsheet would compute stands behind an apostrophe.
      const quoted = (cell) => { const text = shown(cell).replace(/^(?=[=+@]|-(?![\d.]))/, "'"); return /[",\n]/.test(text) ? '"' + text.replace(/"/g, '""') + '"' : text; };
      const text = [chart.table.heads].concat(chart.table.rows).map((row) => row.map(quoted).join(",")).join("\n");
      const link = document.createElement("a");
      link.href = "data:text/csv;charset=utf-8," + encodeURIComponent("\ufeff" + text + "\n");
      link.download = chart.id + ".csv";
      link.click();
    });
    const table = document.createElement("table");
    const fill = (section, rows, tag) => {
      for (const row of rows) {
        const line = section.insertRow();
        for (const cell of row) line.appendChild(document.createElement(tag)).textContent = typeof cell === "number" ? String(Math.round(cell * 100) / 100) : shown(cell);
      }
    };
    // Long tables are made when somebody looks.
    const make = () => { if (!table.rows.length) { fill(table.createTHead(), [chart.table.heads], "th"); fill(table.createTBody(), chart.table.rows, "td"); } };
    place.ontoggle = () => { if (place.open) make(); };
    if (place.open) make();
    const scroll = document.createElement("div");
    scroll.className = "scroll";
    scroll.appendChild(table);
    place.append(save, scroll);
  }
  // On a phone rows are cards whose cells have their headings before them.
  function head() {
    for (const table of document.querySelectorAll(".cards-when-narrow")) {
      const heads = [...table.tHead.rows[0].cells].map((cell) => cell.querySelector("." + root.dataset.language).textContent);
      for (const body of table.tBodies) for (const row of body.rows) [...row.cells].forEach((cell, at) => { if (at > 0 && heads[at]) cell.dataset.head = heads[at]; });
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
    head();
    name();
    draw(false);
  }
  // Choices have their words in both languages.
  function name() {
    for (const option of document.querySelectorAll("option[data-zh]")) option.textContent = option.getAttribute("data-" + root.dataset.language);
    const all = document.querySelector("#group option");
    if (all) all.textContent = data.words.all_groups[root.dataset.language];
  }
  // Rows of a group are sorted among themselves: nothing wins across groups.
  function sort(button) {
    const at = Number(button.dataset.sort), falls = button.dataset.order !== "falling";
    for (const other of document.querySelectorAll("[data-sort]")) { delete other.dataset.order; other.closest("th").removeAttribute("aria-sort"); }
    button.dataset.order = falls ? "falling" : "rising";
    button.closest("th").setAttribute("aria-sort", falls ? "descending" : "ascending");
    for (const body of document.querySelectorAll("tbody[data-group]")) {
      const rows = [...body.rows].slice(1);
      const value = (row) => (row.cells[at].dataset.number === undefined ? -Infinity : Number(row.cells[at].dataset.number));
      rows.sort((left, right) => (falls ? value(right) - value(left) : value(left) - value(right)));
      body.append(...rows);
    }
  }
  function filter() {
    const group = document.getElementById("group").value;
    const hides = document.getElementById("undominated").checked;
    for (const body of document.querySelectorAll("tbody[data-group]")) body.hidden = group !== "" && body.dataset.group !== group;
    for (const row of document.querySelectorAll("tr.dominated")) row.hidden = hides;
  }
  const boxes = [...document.querySelectorAll("[data-overlay]")];
  function overlay(box) {
    options.overlay = options.overlay || [];
    const at = Number(box.dataset.overlay);
    if (box.checked) options.overlay.push(at);
    else options.overlay = options.overlay.filter((other) => other !== at);
    // The one chosen first makes room.
    if (options.overlay.length > 3) options.overlay.shift();
    for (const other of boxes) other.checked = options.overlay.includes(Number(other.dataset.overlay));
    draw(false);
  }
  if (boxes.length) {
    options.overlay = [0].concat(data.scenarios.length > 1 ? [1] : []);
    for (const box of boxes) {
      box.checked = options.overlay.includes(Number(box.dataset.overlay));
      box.addEventListener("change", () => overlay(box));
    }
    for (const button of document.querySelectorAll("[data-sort]")) button.addEventListener("click", () => sort(button));
    for (const id of ["group", "undominated"]) document.getElementById(id).addEventListener("change", filter);
  }
  const map = document.getElementById("regret");
  if (map && map.tagName === "SELECT") map.addEventListener("change", () => { options.regret = Number(map.value); draw(false); });
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
    for (const part of document.querySelectorAll("details:not(.data)")) part.open = true;
    draw(true);
  });
  window.addEventListener("afterprint", () => draw(false));
  width = window.innerWidth;
  speak(root.dataset.language);
})();

// The charts of projects of special bonds, part of the page of a run.
(function () {
  "use strict";
  landsimCharts.part("projects", function (kit) {
    const { add, axisLook, bandsOf, base, c, data, lang, legendLook, medianOf, name, narrow, shown, tip, word, yearly, FONT } = kit;
    if (data.cover_drivers) kit.correlations("cover_drivers", data.cover_drivers);
    const bonds = data.bonds;
    if (!bonds) return;
    const unit = word("unit_cny");
    const palette = [c.main, c.line, c.good, c.band, c.faint, c.soft, c.bad];

    const bandTable = (years, series, more) => ({
      heads: [word("year"), "P05", "P50", "P95"].concat(more ? [more.name] : []),
      rows: years.map((year, at) => [year, series.p05[at], series.p50[at], series.p95[at]].concat(more ? [more.values[at]] : [])),
    });

    bonds.projects.forEach((project, at) => {
      const title = project.name[lang];
      cash(project, at, title);
      cover(project, at, title);
      plots(project, at, title);
    });
    wall();
    sources();

    function heading(title) {
      return { text: title, left: 8, top: 4, textStyle: { color: c.text, fontFamily: FONT, fontSize: 13, fontWeight: 600 } };
    }
    // What comes in each year beside what falls due.
    function cash(project, at, title) {
      const years = project.years, income = project.income;
      const label = word("account_income"), due = word("bonds_cost");
      add("project_cash_" + at, 300, base({
        title: heading(title),
        legend: Object.assign(legendLook([label, due]), { top: 26, right: 8 }),
        grid: { left: 8, right: 16, top: 64, bottom: 8, containLabel: true },
        tooltip: tip((items) => {
          const row = items[0].dataIndex;
          return ["<b>" + years[row] + "</b> (" + unit + ")", label + " " + shown(income.p50[row]) + " (" + shown(income.p05[row]) + " … " + shown(income.p95[row]) + ")", due + " " + shown(project.service[row])].join("<br>");
        }),
        xAxis: Object.assign({ type: "category", data: years }, axisLook()),
        yAxis: Object.assign({ type: "value", name: unit }, axisLook()),
        series: bandsOf(income, c.band, "cash").concat([
          medianOf(income, c.main, label),
          { name: due, type: "bar", barWidth: "36%", itemStyle: { color: c.line, opacity: 0.75 }, data: project.service },
        ]),
      }), title + ": " + word("chart_project_cash"), bandTable(years, income, { name: due, values: project.service }));
    }

    // How much of what the bonds cost has come in.
    function cover(project, at, title) {
      const marks = [{ yAxis: 1, label: { formatter: "1.0" } }];
      if (project.planned) marks.push({ yAxis: project.planned, label: { formatter: word("projects_planned") + " " + shown(project.planned, 2) } });
      const lines = { silent: true, symbol: "none", lineStyle: { color: c.line, type: "dashed", width: 1.5 }, label: { color: c.line, fontFamily: FONT, position: "insideStartTop" }, data: marks };
      add("project_cover_" + at, 300, base({
        title: heading(title),
        legend: Object.assign(legendLook([word("median")]), { top: 26, right: 8 }),
        grid: { left: 8, right: 16, top: 64, bottom: 8, containLabel: true },
        tooltip: tip((items) => {
          const row = items[0].dataIndex;
          return "<b>" + project.cover_years[row] + "</b><br>" + shown(project.cover.p50[row], 2) + " (" + shown(project.cover.p05[row], 2) + " … " + shown(project.cover.p95[row], 2) + ")";
        }),
        xAxis: Object.assign({ type: "category", data: project.cover_years, boundaryGap: false }, axisLook()),
        yAxis: Object.assign({ type: "value", min: 0 }, axisLook()),
        series: bandsOf(project.cover, c.band, "cover").concat([medianOf(project.cover, c.main, word("median"), lines)]),
      }), title + ": " + word("chart_project_cover"), bandTable(project.cover_years, project.cover));
    }

    // When plots are sold, and when the bonds want the money.
    function plots(project, at, title) {
      const rows = project.plots.slice().reverse();
      if (rows.length === 0) return;
      const last = Math.max(project.due, ...rows.map((plot) => plot.deal[2])) + 6;
      const until = Math.min(data.months.length - 1, last);
      const months = data.months.slice(0, until + 1);
      const due = Math.min(project.due, until);
      const dateAt = (month) => data.months[Math.max(0, Math.min(data.months.length - 1, Math.round(month)))];
      add("project_plots_" + at, 90 + 24 * rows.length, base({
        title: heading(title),
        legend: Object.assign(legendLook([word("mark_deal")]), { top: 4, right: 8 }),
        grid: { left: 8, right: 56, top: 44, bottom: 8, containLabel: true },
        tooltip: tip((item) => { const plot = rows[item.data[1]]; return "<b>" + plot.name[lang] + "</b><br>" + word("mark_deal") + " " + dateAt(plot.deal[1]) + " (" + dateAt(plot.deal[0]) + " … " + dateAt(plot.deal[2]) + ")"; }, "item"),
        xAxis: Object.assign({ type: "category", data: months, boundaryGap: false }, axisLook(), yearly(months)),
        yAxis: Object.assign({ type: "category", data: rows.map((plot) => plot.name[lang]) }, axisLook(), { axisLabel: { color: c.text, fontFamily: FONT, interval: 0, width: narrow ? 110 : 240, overflow: "truncate" } }),
        series: [
          { name: "", type: "custom", silent: true, encode: { x: [1, 2], y: 0 }, data: rows.map((plot, row) => [row, plot.deal[0], plot.deal[2]]),
            renderItem: (params, api) => {
              const begin = api.coord([api.value(1), api.value(0)]), end = api.coord([api.value(2), api.value(0)]);
              return { type: "line", shape: { x1: begin[0], y1: begin[1], x2: end[0], y2: end[1] }, style: { stroke: c.band, lineWidth: 4, opacity: 0.5 } };
            } },
          { name: word("mark_deal"), type: "scatter", symbolSize: 9, itemStyle: { color: c.main }, data: rows.map((plot, row) => [plot.deal[1], row]),
            markLine: { silent: true, symbol: "none", lineStyle: { color: c.bad, type: "dashed", width: 1.5 }, label: { formatter: word("bonds_due") + " " + dateAt(project.due), color: c.bad, fontFamily: FONT, position: "end" }, data: [{ xAxis: months[due] }] } },
        ],
      }), title + ": " + word("chart_project_plots"), {
        heads: [word("plot"), "P05", "P50", "P95"],
        rows: project.plots.map((plot) => [plot.name[lang]].concat(plot.deal.map(dateAt))),
      });
    }

    // Principal of all bonds by the year in which it is due.
    function wall() {
      const wall = bonds.wall;
      add("maturity_wall", 320, base({
        legend: Object.assign(legendLook(wall.projects.map((project) => project.name[lang])), { left: 8 }),
        grid: { left: 8, right: 16, top: narrow ? 84 : 60, bottom: 8, containLabel: true },
        tooltip: tip((items) => ["<b>" + items[0].name + "</b> (" + unit + ")"].concat(items.filter((item) => item.value > 0).map((item) => item.seriesName + " " + shown(item.value))).join("<br>")),
        xAxis: Object.assign({ type: "category", data: wall.years }, axisLook()),
        yAxis: Object.assign({ type: "value", name: unit }, axisLook()),
        series: wall.projects.map((project, at) => ({ name: project.name[lang], type: "bar", stack: "due", barWidth: "60%", itemStyle: { color: palette[at % palette.length] }, data: project.due })),
      }), word("chart_maturity_wall"));
    }

    // Who pays what the bonds cost.
    function sources() {
      const rows = bonds.sources.slice().reverse();
      if (rows.length === 0) return;
      const paying = rows[0].paid.map((source, at) => at).filter((at) => rows.some((row) => row.paid[at].mean > 0.005));
      const colour = (id) => ({ paid_from_account_cny: c.good, paid_from_reserve_cny: c.soft, budget_interest_cny: c.line, paid_by_other_projects_cny: c.band, paid_by_income_fund_cny: c.main, rolled_over_cny: c.faint, support_cny: c.bad })[id];
      add("cover_sources", 320, base({
        legend: Object.assign(legendLook(paying.map((at) => rows[0].paid[at].name[lang])), { left: 8 }),
        grid: { left: 8, right: 16, top: narrow ? 84 : 60, bottom: 8, containLabel: true },
        tooltip: tip((items) => ["<b>" + items[0].name + "</b> (" + unit + ")"].concat(items.map((item) => item.seriesName + " " + shown(item.value, 2))).join("<br>")),
        xAxis: Object.assign({ type: "value" }, axisLook()),
        yAxis: Object.assign({ type: "category", data: rows.map((row) => row.name[lang]) }, axisLook(), { axisLabel: { color: c.text, fontFamily: FONT, interval: 0, width: narrow ? 90 : 130, overflow: "break" } }),
        series: paying.map((at) => ({ name: rows[0].paid[at].name[lang], type: "bar", stack: "paid", barWidth: "56%", itemStyle: { color: colour(rows[0].paid[at].id) }, data: rows.map((row) => row.paid[at].mean) })),
      }), word("chart_cover_sources"));
    }
  });
})();

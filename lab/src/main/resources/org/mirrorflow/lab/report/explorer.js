/* A table of runs that the reader turns into charts. Explorer.start(section, board): board.put(figures) draws figure elements in the
   place of those it drew before. */
const Explorer = (() => {
  'use strict';

  const MOST_CHARTS = 12;
  const MOST_COLOURS = 14;
  const MOST_LINKS = 500;
  const NONE = '';

  const make = (tag, attributes, ...children) => {
    const element = document.createElement(tag);
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
    element.append(...children);
    return element;
  };

  const groups = (rows, key) => {
    const map = new Map();
    for (const row of rows) {
      const k = key(row);
      if (!map.has(k)) map.set(k, []);
      map.get(k).push(row);
    }
    return map;
  };

  const known = (v) => typeof v === 'number' && Number.isFinite(v);
  const wide = (values, factor) => values.length > 1 && values.every((v) => v > 0) && Math.max(...values) / Math.min(...values) > factor;

  const FEWEST = 3;

  /* Mean with its 95 % interval over three or more seeds, otherwise with the range; one value has neither. */
  function mean(values, seedsAlone, t) {
    const n = values.length;
    const m = values.reduce((a, b) => a + b, 0) / n;
    if (n < 2) return { n, m, low: null, high: null };
    const interval = seedsAlone && n >= FEWEST;
    if (!interval) return { n, interval, m, low: Math.min(...values), high: Math.max(...values) };
    const s = Math.sqrt(values.reduce((a, b) => a + (b - m) ** 2, 0) / (n - 1) / n);
    const half = (t[n - 2] || t[t.length - 1]) * s;
    return { n, interval, m, low: m - half, high: m + half };
  }

  /* What the bars and bands around these means are. */
  function spread(points) {
    const sizes = (of) => {
      const all = of.map((p) => p.n);
      const [low, high] = [Math.min(...all), Math.max(...all)];
      return low === high ? `${low}` : `${low} to ${high}`;
    };
    const several = points.filter((p) => p.n > 1);
    const [intervals, ranges] = [several.filter((p) => p.interval), several.filter((p) => !p.interval)];
    if (!several.length) return 'One run at every point: without repetitions there are no intervals.';
    return (intervals.length ? `Means with 95 % intervals (Student's t) over ${sizes(intervals)} seeds.` : '')
      + (intervals.length && ranges.length ? ' ' : '')
      + (ranges.length ? `Means of ${sizes(ranges)} runs with their range: an interval needs three runs that differ in their seed alone.` : '');
  }

  function start(section, board) {
    const data = JSON.parse(section.querySelector('script').textContent);
    const column = new Map(data.columns.map((c, i) => [c.name, { ...c, i }]));
    const of = (kind) => data.columns.filter((c) => c.kind === kind).map((c) => c.name);
    const settings = [...of('SETTING'), ...of('REPETITION')];
    const measured = of('MEASURED').filter((name) => column.get(name).numeric);
    const link = of('LINK')[0];
    const value = (row, name) => row[column.get(name).i];
    const chosen = { ...data.first, form: 'lines' };

    const names = (list, none) => (none ? [[NONE, none]] : []).concat(list.map((n) => [n, n]));
    const choices = section.querySelector('.choices');
    const choice = (key, text, options) => {
      const select = make('select', {}, ...options.map(([v, name]) => make('option', { value: v }, name)));
      select.value = chosen[key];
      select.addEventListener('change', () => { chosen[key] = select.value; show(); });
      choices.append(make('label', {}, text, ' ', select));
    };
    choice('y', 'Show', names(measured));
    choice('x', 'against', names([...settings, ...measured]));
    choice('colour', 'one colour per', names(settings, 'nothing'));
    choice('facet', 'one chart per', names(settings, 'nothing'));
    choice('form', 'as', [['lines', 'curves or points'], ['map', 'heat map of x and colour']]);

    const sorted = (rows, name) => {
      const all = [...new Set(rows.map((r) => value(r, name)).filter((v) => v !== null))];
      return column.get(name).numeric ? all.sort((a, b) => a - b) : all.sort((a, b) => String(a).localeCompare(String(b), 'en', { numeric: true }));
    };

    const axis = (name, values) => {
      if (!column.get(name).numeric) return { name, unit: '', scale: 'CATEGORY', categories: values.map(String) };
      return { name, unit: '', scale: wide(values, 30) ? 'LOG' : 'LINEAR', categories: [] };
    };

    /* Whether runs differ in nothing that was asked for but the repetition. */
    const seedsAlone = (rows) => of('SETTING').every((name) => new Set(rows.map((r) => value(r, name))).size === 1);

    /* Means over the rows of one colour, at every value of a setting. */
    function means(rows, name, values, categories) {
      const at = groups(rows, (r) => value(r, chosen.x));
      const points = values.filter((v) => at.has(v)).map((v) => {
        const ys = at.get(v).map((r) => value(r, chosen.y)).filter(known);
        return ys.length ? { x: categories ? values.indexOf(v) : v, ...mean(ys, seedsAlone(at.get(v)), data.t) } : null;
      }).filter(Boolean);
      const one = (key) => points.map((p) => p[key]);
      return { name, points, x: one('x'), y: one('m'), style: categories ? 'SCATTER' : 'LINE', band: points.some((p) => p.low !== null) ? { low: one('low'), high: one('high') } : undefined };
    }

    function cloud(rows, name) {
      const points = rows.filter((r) => known(value(r, chosen.x)) && known(value(r, chosen.y)));
      return { name, x: points.map((r) => value(r, chosen.x)), y: points.map((r) => value(r, chosen.y)), style: 'SCATTER' };
    }

    const text = (name, v) => (column.get(name).numeric ? `${name} ${v}` : String(v));

    function chart(rows, heading) {
      const isSetting = settings.includes(chosen.x);
      const xs = isSetting ? sorted(rows, chosen.x) : rows.map((r) => value(r, chosen.x)).filter(known);
      const categories = isSetting && !column.get(chosen.x).numeric;
      const colours = chosen.colour === NONE ? [null] : sorted(rows, chosen.colour);
      const series = colours.slice(0, MOST_COLOURS).map((c) => {
        const own = c === null ? rows : rows.filter((r) => value(r, chosen.colour) === c);
        const name = c === null ? chosen.y : text(chosen.colour, c);
        return isSetting ? means(own, name, xs, categories) : cloud(own, name);
      }).filter((s) => s.x.length);
      const ys = series.flatMap((s) => s.y).filter(known);
      const left = colours.length - MOST_COLOURS;
      const said = isSetting ? spread(series.flatMap((s) => s.points)) : 'One point for each run.';
      return { type: 'chart', title: heading, x: axis(chosen.x, xs), y: { name: chosen.y, unit: '', scale: wide(ys, 1000) ? 'LOG' : 'LINEAR', categories: [] }, series: series.map(({ points, ...s }) => s), caption: said + (left > 0 ? ` ${left} more colours are left out.` : '') };
    }

    function heatMap(rows, heading) {
      const xs = sorted(rows, chosen.x);
      const ys = sorted(rows, chosen.colour);
      const values = ys.map((b) => xs.map((a) => {
        const own = rows.filter((r) => value(r, chosen.x) === a && value(r, chosen.colour) === b).map((r) => value(r, chosen.y)).filter(known);
        return own.length ? mean(own, false).m : null;
      }));
      const names = (name, list) => ({ name, unit: '', scale: 'CATEGORY', categories: list.map(String) });
      return { type: 'heatMap', title: heading, x: names(chosen.x, xs), y: names(chosen.colour, ys), values, valueName: chosen.y, diverging: false, caption: 'Means over the runs of a cell; empty where there is none.' };
    }

    function element(figure, k) {
      const script = make('script', { type: 'application/json' });
      script.textContent = JSON.stringify(figure);
      return make('figure', { id: `${section.id}-${k}` },
        make('div', { class: 'figure-head' }, make('h3', {}, figure.title), make('div', { class: 'tools' })),
        make('div', { class: 'legend' }), make('div', { class: 'plot' }), make('p', { class: 'note', hidden: '' }),
        make('figcaption', {}, figure.caption), script);
    }

    function links(rows) {
      const shownSettings = [...settings, chosen.y];
      const head = make('tr', {}, ...shownSettings.map((n) => make('th', { scope: 'col' }, n)), make('th', { scope: 'col' }, 'run'));
      const body = rows.slice(0, MOST_LINKS).map((r) => make('tr', {}, ...shownSettings.map((n) => make('td', {}, String(value(r, n) ?? '–'))), make('td', {}, make('a', { href: value(r, link) }, 'file'))));
      const more = rows.length > MOST_LINKS ? [make('p', { class: 'note' }, `The first ${MOST_LINKS} of ${rows.length}.`)] : [];
      section.querySelector('details .scroll').replaceChildren(make('table', {}, make('thead', {}, head), make('tbody', {}, ...body)), ...more);
    }

    function show() {
      const isMap = chosen.form === 'map' && settings.includes(chosen.x) && chosen.colour !== NONE && chosen.colour !== chosen.x;
      const facets = chosen.facet === NONE ? [null] : sorted(data.rows, chosen.facet).slice(0, MOST_CHARTS);
      const figures = facets.map((f) => {
        const rows = f === null ? data.rows : data.rows.filter((r) => value(r, chosen.facet) === f);
        const heading = `${chosen.y} against ${chosen.x}${f === null ? '' : `: ${text(chosen.facet, f)}`}`;
        return isMap ? heatMap(rows, heading) : chart(rows, heading);
      }).filter((f) => f.type === 'heatMap' || f.series.length);
      board.put(section, figures.map(element));
      links(data.rows);
    }
    show();
  }

  return { start };
})();

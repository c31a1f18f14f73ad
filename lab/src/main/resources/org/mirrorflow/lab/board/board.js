/* The page of the board: a table of runs that keeps up with events, one chart, a form, a potential. */
(() => {
  'use strict';

  const root = document.documentElement;
  const dark = matchMedia('(prefers-color-scheme: dark)');
  const byId = (id) => document.getElementById(id);
  const make = (tag, attributes, ...children) => {
    const element = document.createElement(tag);
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
    element.append(...children);
    return element;
  };

  /* ---- the theme ---- */

  const remember = (value) => { try { localStorage.setItem('report-theme', value); } catch (e) { /* it lasts as long as the page */ } };
  const recall = () => { try { return localStorage.getItem('report-theme'); } catch (e) { return null; } };
  const theme = () => root.dataset.theme || (dark.matches ? 'dark' : 'light');
  const drawings = [];
  function setTheme(value) {
    root.dataset.theme = value;
    byId('theme').textContent = value === 'dark' ? 'Light theme' : 'Dark theme';
    drawings.forEach((d) => d.draw());
  }
  byId('theme').addEventListener('click', () => {
    const value = theme() === 'dark' ? 'light' : 'dark';
    remember(value);
    setTheme(value);
  });
  dark.addEventListener('change', () => { if (!recall()) setTheme(dark.matches ? 'dark' : 'light'); });

  /* ---- figures that change ---- */

  class Live {
    constructor(figure) {
      this.figure = figure;
      this.hidden = new Set();
      this.title = make('h3', {});
      this.legend = make('div', { class: 'legend' });
      this.plot = make('div', { class: 'plot', role: 'img' });
      this.note = make('p', { class: 'note' });
      this.caption = make('figcaption', {});
      figure.append(make('div', { class: 'figure-head' }, this.title), this.legend, this.plot, this.note, this.caption);
      drawings.push(this);
    }

    show(data) {
      this.data = data;
      this.figure.hidden = !data;
      this.draw();
    }

    draw() {
      if (!this.data) return;
      this.title.textContent = this.data.title;
      this.caption.textContent = this.data.caption;
      const built = Figures.build(this.data, { width: this.plot.clientWidth, theme: theme(), hidden: this.hidden, touch: true });
      this.plot.style.height = `${built.height}px`;
      if (!this.chart) this.chart = echarts.init(this.plot, null, { renderer: 'svg', locale: 'EN' });
      this.chart.resize({ width: this.plot.clientWidth, height: built.height });
      delete built.option.dataZoom;
      delete built.option.toolbox;
      this.chart.setOption(built.option, true);
      this.note.textContent = built.note;
      const focused = [...this.legend.children].indexOf(document.activeElement);
      this.legend.replaceChildren(...built.legend.map((mark) => {
        const dot = make('span', { class: 'dot', 'aria-hidden': 'true' });
        dot.style.cssText = `display:inline-block;width:14px;height:4px;border-radius:2px;background:${mark.colour}`;
        const button = make('button', { type: 'button', 'aria-pressed': String(!this.hidden.has(mark.name)), title: 'Show or hide' }, dot, mark.name);
        button.addEventListener('click', () => {
          if (!this.hidden.delete(mark.name)) this.hidden.add(mark.name);
          this.draw();
        });
        return button;
      }));
      if (focused >= 0 && this.legend.children[focused]) this.legend.children[focused].focus();
      this.figure.dataset.points = String(this.data.series ? this.data.series.reduce((n, s) => n + s.x.length, 0) : this.data.shapes.length);
    }
  }

  const curve = new Live(byId('curve'));
  const horizons = [new Live(byId('horizon-0')), new Live(byId('horizon-1'))];
  let width = innerWidth;
  addEventListener('resize', () => {
    if (innerWidth === width) return;
    width = innerWidth;
    requestAnimationFrame(() => drawings.forEach((d) => d.draw()));
  });

  /* ---- the table ---- */

  const number = (v) => (v === undefined ? '' : Math.abs(v) >= 1e6 || (v !== 0 && Math.abs(v) < 1e-3) ? v.toExponential(3) : String(Number(v.toPrecision(5))));
  const sentence = (word) => (word || '').toLowerCase().replace(/_/g, ' ');
  /* Powers of a formula set high. */
  const powers = (formula) => formula.replace(/rho/g, 'ρ').split(/\^(-?[\d.]+)/).map((part, i) => (i % 2 ? make('sup', {}, part) : part));
  const ago = (t) => {
    const s = Math.max(0, (Date.now() - t) / 1000);
    return s < 60 ? `${Math.round(s / 5) * 5} s` : s < 3600 ? `${Math.round(s / 60)} min` : s < 86400 ? `${Math.round(s / 3600)} h` : `${Math.round(s / 86400)} d`;
  };
  const COLUMNS = [
    { key: 'id', name: 'Folder', kind: 'words' },
    { key: 'state', name: 'State', kind: 'badge' },
    { key: 'map', name: 'Map', kind: 'words' },
    { key: 'data', name: 'Data', kind: 'words minor' },
    { key: 'model', name: 'Model', kind: 'words minor' },
    { key: 'seed', name: 'Seed', kind: 'number minor' },
    { key: 'logLoss', name: 'Log loss', kind: 'number' },
    { key: 'steps', name: 'Steps', kind: 'number minor' },
    { key: 'qMargin', name: 'Q-margin', kind: 'number' },
    { key: 'kktGap', name: 'KKT gap', kind: 'number minor' },
    { key: 'outcome', name: 'Outcome', kind: 'words minor' },
    { key: 'changed', name: 'Changed', kind: 'number minor' },
  ];

  let runs = [];
  let sort = { key: 'changed', up: false };
  const ticked = new Set();
  const rows = new Map();
  const head = document.querySelector('#table thead tr');
  const body = document.querySelector('#table tbody');

  head.append(make('th', { scope: 'col' }, make('span', { class: 'unseen' }, 'Tick')));
  for (const column of COLUMNS) {
    const button = make('button', { type: 'button' }, column.name);
    column.th = make('th', { scope: 'col', class: column.kind.includes('minor') ? 'minor' : '' }, button);
    button.addEventListener('click', () => {
      sort = { key: column.key, up: sort.key === column.key ? !sort.up : true };
      table();
    });
    head.append(column.th);
    if (column.kind === 'badge') head.append(make('th', { scope: 'col' }, make('span', { class: 'unseen' }, 'Actions')));
  }

  function row(run) {
    const box = make('input', { type: 'checkbox', 'aria-label': `Show the curves of ${run.id}` });
    box.addEventListener('change', () => {
      if (box.checked) ticked.add(run.id); else ticked.delete(run.id);
      select();
    });
    const cells = COLUMNS.map((column) => make('td', { class: column.kind }));
    const actions = make('td', {});
    const at = COLUMNS.findIndex((column) => column.kind === 'badge') + 1;
    const tr = make('tr', {}, make('td', {}, box), ...cells.slice(0, at), actions, ...cells.slice(at));
    return { tr, box, cells, actions, shown: '' };
  }

  const link = (path, ids) => `${path}?${ids.map((id) => `run=${encodeURIComponent(id)}`).join('&')}`;

  function fill(view, run) {
    view.box.checked = ticked.has(run.id);
    view.tr.className = ticked.has(run.id) ? 'ticked' : '';
    COLUMNS.forEach((column, i) => {
      const value = run[column.key];
      const text = column.key === 'changed' ? ago(value) : column.key === 'outcome' ? sentence(value) : column.kind.includes('number') ? number(value) : value === undefined ? '' : String(value);
      if (view.cells[i].textContent === text) return;
      view.cells[i].textContent = text;
      if (column.kind === 'badge') view.cells[i].replaceChildren(make('span', { class: `state ${text}` }, text));
      else view.cells[i].title = text;
    });
    const offered = [run.page && 'page', run.ours && 'stop', run.state === 'stopped' && run.kind === 'flow' && 'resume'].filter(Boolean);
    if (view.shown === offered.join()) return;
    view.shown = offered.join();
    view.actions.replaceChildren(...offered.map((name) => {
      if (name === 'page') return make('a', { href: `page/run=${encodeURIComponent(run.id)}/`, target: '_blank', rel: 'noreferrer', 'aria-label': `Page of ${run.id}` }, 'page');
      const button = make('button', { type: 'button', 'aria-label': `${name} ${run.id}` }, name === 'stop' ? 'Stop' : 'Resume');
      button.addEventListener('click', () => post(name, { run: run.id }, byId('said')));
      return button;
    }).flatMap((e) => [e, ' ']));
  }

  function table() {
    const words = byId('search').value.toLowerCase().split(/\s+/).filter(Boolean);
    const state = byId('state').value;
    const kind = byId('kind').value;
    const text = (run) => COLUMNS.map((c) => run[c.key]).join(' ').toLowerCase();
    const shown = runs.filter((run) => (!state || run.state === state) && (!kind || run.kind === kind) && words.every((w) => text(run).includes(w)));
    const order = (a, b) => (a === b ? 0 : a === undefined ? 1 : b === undefined ? -1 : (typeof a === 'number' && typeof b === 'number' ? a - b : String(a).localeCompare(String(b))) * (sort.up ? 1 : -1));
    shown.sort((a, b) => order(a[sort.key], b[sort.key]));
    for (const column of COLUMNS) {
      if (column.key === sort.key) column.th.setAttribute('aria-sort', sort.up ? 'ascending' : 'descending');
      else column.th.removeAttribute('aria-sort');
    }
    const elements = shown.map((run) => {
      if (!rows.has(run.id)) rows.set(run.id, row(run));
      const view = rows.get(run.id);
      fill(view, run);
      return view.tr;
    });
    const known = new Set(runs.map((run) => run.id));
    for (const id of rows.keys()) if (!known.has(id)) { rows.delete(id); ticked.delete(id); }
    // An element that has the focus loses it when it is moved: nothing is moved unless it must be.
    if (elements.length !== body.children.length || elements.some((e, i) => body.children[i] !== e)) body.replaceChildren(...elements);
    byId('count').textContent = shown.length === runs.length ? `${runs.length} runs` : `${shown.length} of ${runs.length} runs`;
    byId('none').hidden = runs.length > 0;
    compare();
  }
  for (const id of ['search', 'state', 'kind']) byId(id).addEventListener('input', table);

  function compare() {
    const flows = runs.filter((run) => ticked.has(run.id) && run.kind === 'flow').map((run) => run.id);
    byId('compare').hidden = flows.length === 0;
    byId('compare').href = link('compare', flows);
    byId('clear').hidden = ticked.size === 0;
    byId('hint').hidden = ticked.size > 0;
  }

  /* ---- events ---- */

  let source;
  function listen() {
    if (source) source.close();
    source = new EventSource(`${link('events', [...ticked])}&chart=${encodeURIComponent(byId('chart').value)}`);
    source.addEventListener('runs', (event) => {
      runs = JSON.parse(event.data);
      byId('live').textContent = 'live';
      byId('live').className = '';
      table();
    });
    source.addEventListener('chart', (event) => {
      const data = JSON.parse(event.data);
      curve.show(data);
      if (!data && ticked.size > 0) { byId('hint').hidden = false; byId('hint').textContent = 'No marks for this chart yet.'; }
    });
    source.addEventListener('error', () => {
      byId('live').textContent = 'the board does not answer';
      byId('live').className = 'lost';
    });
  }
  let pending = 0;
  function select() {
    table();
    clearTimeout(pending);
    pending = setTimeout(listen, 150);
  }
  byId('chart').addEventListener('change', listen);
  byId('clear').addEventListener('click', () => { ticked.clear(); select(); });
  addEventListener('pagehide', () => source && source.close());

  /* ---- starting ---- */

  async function post(path, form, said) {
    said.className = 'quiet';
    said.textContent = '…';
    try {
      const response = await fetch(path, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(form) });
      const answer = await response.json();
      if (!response.ok) throw new Error(answer.error);
      said.textContent = '';
      return answer;
    } catch (e) {
      said.className = 'error';
      said.textContent = e.message;
      return null;
    }
  }

  byId('start').addEventListener('submit', async (event) => {
    event.preventDefault();
    const fields = new FormData(event.target);
    const maps = [...fields.getAll('map'), fields.get('own')].map((m) => m.trim()).filter(Boolean);
    const form = { maps };
    for (const name of ['data', 'model', 'initScale', 'untilLogLoss', 'seed']) form[name] = fields.get(name);
    const answer = await post('start', form, byId('said'));
    if (!answer) return;
    byId('said').textContent = `${answer.runs.length} started: ${answer.runs.join(', ')}`;
    ticked.clear();
    answer.runs.forEach((id) => ticked.add(id));
    select();
    byId('curves').scrollIntoView({ block: 'nearest' });
  });

  /* ---- a potential ---- */

  let asked = 0;
  async function horizon() {
    const mine = ++asked;
    const text = byId('horizon');
    try {
      const response = await fetch(`horizon?map=${encodeURIComponent(byId('formula').value.trim())}`);
      const answer = await response.json();
      if (mine !== asked) return;
      if (response.status === 503) { setTimeout(horizon, 400); return; }
      if (answer.error) throw new Error(answer.error);
      text.className = '';
      const rest = [`${answer.estimated ? ' (estimated from the growth)' : ''}.`, ...answer.warnings].join(' ');
      text.replaceChildren(`Limit gauge ${answer.limit}, regime ${answer.regime.toLowerCase()}, deviation `, ...powers(answer.deviation || 'not known'), rest);
      answer.figures.forEach((figure, i) => horizons[i].show(figure));
    } catch (e) {
      if (mine !== asked) return;
      text.className = 'error';
      text.textContent = e.message;
    }
  }
  let typing = 0;
  byId('formula').addEventListener('input', () => {
    clearTimeout(typing);
    typing = setTimeout(horizon, 250);
  });
  byId('use').addEventListener('click', () => {
    document.querySelector('[name="own"]').value = byId('formula').value;
    document.querySelector('[name="own"]').focus();
  });

  setTheme(recall() || theme());
  listen();
  horizon();
})();

/// What the page does: it tells of what is pointed at or has the keyboard's focus, hides layers, and draws large matrices.
///
/// The page is whole without it. It puts texts where they are shown as texts only, and asks the network for nothing.
enum PageScript {
  /// The script.
  static let text = #"""
    'use strict';
    const data = JSON.parse(document.getElementById('memc-data').textContent);
    const panel = document.getElementById('memc-panel');
    const empty = panel.firstElementChild;
    const big = hex => BigInt(hex);
    const ranges = [...document.querySelectorAll('.r')];
    const factOf = range => data.machines[+range.dataset.m].facts[+range.dataset.i];

    function element(name, text, parent) {
      const made = document.createElement(name);
      if (text !== undefined) made.textContent = text;
      if (parent) parent.append(made);
      return made;
    }

    function row(list, name, text) {
      if (text === undefined || text === '') return;
      element('dt', name, list);
      element('dd', text, list);
    }

    function overlapping(machine, fact) {
      const [start, end] = [big(fact.start), big(fact.end)];
      return data.machines[machine].facts.filter(
        other => other !== fact && big(other.start) < end && start < big(other.end));
    }

    function line(fact, machine) {
      return fact.line ? data.machines[machine].name + ':' + fact.line : undefined;
    }

    let shown = null;
    function tell(range) {
      if (range === shown) return;
      shown = range;
      for (const hit of document.querySelectorAll('.hit')) hit.classList.remove('hit');
      if (!range) { panel.replaceChildren(empty); return; }
      const machine = +range.dataset.m;
      const fact = factOf(range);
      const others = new Set(overlapping(machine, fact));
      const title = element('h2', fact.title);
      const list = element('dl');
      row(list, 'range', fact.start + '-' + fact.end);
      row(list, 'size', fact.size);
      row(list, 'layer', fact.layer);
      if (fact.meaning !== fact.size) row(list, 'meaning', fact.meaning);
      row(list, 'node', fact.node);
      row(list, 'proximity domain', fact.domain);
      row(list, 'offset in its backing', fact.offset);
      for (const detail of fact.details || []) row(list, detail.name, detail.text);
      row(list, 'stated at', line(fact, machine));
      row(list, 'read from', fact.place);
      if (fact.only) row(list, 'compared', 'the other input does not say so');
      const parts = [title, list];
      if (others.size > 0) {
        parts.push(element('h3', 'At these addresses'));
        const also = element('ul');
        const most = 40;
        for (const other of [...others].slice(0, most)) {
          element('li', other.title + ': ' + other.start + '-' + other.end + (other.meaning ? ', ' + other.meaning : '')
            + (other.line ? ' (line ' + other.line + ')' : ''), also);
        }
        if (others.size > most) element('li', '… and ' + (others.size - most) + ' more', also);
        parts.push(also);
      }
      panel.replaceChildren(...parts);
      for (const other of ranges)
        if (+other.dataset.m === machine && others.has(factOf(other))) other.classList.add('hit');
    }

    // One range at a time can be reached with the tabulator; arrows go to the others.
    function focus(range) {
      if (!range) return;
      for (const other of document.querySelectorAll('.r[tabindex="0"]')) other.tabIndex = -1;
      range.tabIndex = 0;
      range.focus();
    }

    function beside(range, step) {
      const columns = [...document.querySelectorAll('.column:not([hidden])')];
      const box = range.getBoundingClientRect();
      const middle = box.top + box.height / 2;
      for (let at = columns.indexOf(range.parentElement) + step; at >= 0 && at < columns.length; at += step) {
        let best = null, least = Infinity;
        for (const other of columns[at].querySelectorAll('.r')) {
          const there = other.getBoundingClientRect();
          const away = Math.max(there.top - middle, middle - there.bottom, 0);
          if (away < least) { best = other; least = away; }
        }
        if (best) return best;
      }
      return null;
    }

    document.addEventListener('keydown', event => {
      const range = event.target.closest && event.target.closest('.r');
      if (!range || event.altKey || event.ctrlKey || event.metaKey) return;
      const column = [...range.parentElement.querySelectorAll('.r')];
      const at = column.indexOf(range);
      // The first of a column has the lowest address, and is at the bottom.
      const next = {
        ArrowUp: () => column[at + 1], ArrowDown: () => column[at - 1], Home: () => column[column.length - 1],
        End: () => column[0], ArrowLeft: () => beside(range, -1), ArrowRight: () => beside(range, 1),
      }[event.key];
      if (next) { event.preventDefault(); focus(next()); }
      if (event.key === 'Escape') { range.blur(); tell(null); }
    });
    for (const range of ranges) {
      range.addEventListener('focus', () => tell(range));
      range.addEventListener('mouseenter', () => tell(range));
      range.addEventListener('click', () => focus(range));
    }

    for (const box of document.querySelectorAll('fieldset input')) {
      const apply = () => {
        for (const column of document.querySelectorAll('.column'))
          if (column.dataset.layer === box.value) column.hidden = !box.checked;
        const first = document.querySelector('.column:not([hidden]) .r');
        if (first && !document.querySelector('.column:not([hidden]) .r[tabindex="0"]')) first.tabIndex = 0;
      };
      box.addEventListener('change', apply);
      // Browsers keep what was chosen when a page is loaded again.
      apply();
    }

    for (const canvas of document.querySelectorAll('canvas')) {
      const matrix = data.machines[+canvas.dataset.m].matrix;
      const cells = Uint8Array.from(atob(matrix.cells), letter => letter.charCodeAt(0));
      const [size, scale] = [matrix.size, +canvas.dataset.scale];
      const output = canvas.nextElementSibling;
      let [from, to] = [0, 0];
      const draw = () => {
        const style = getComputedStyle(document.documentElement);
        const shades = [0, 1, 2, 3, 4].map(shade => style.getPropertyValue('--s' + shade).trim());
        const context = canvas.getContext('2d');
        for (let row = 0; row < size; row++)
          for (let column = 0; column < size; column++) {
            context.fillStyle = shades[matrix.shades[cells[row * size + column]]];
            context.fillRect(column * scale, row * scale, scale, scale);
          }
      };
      const say = () => {
        const name = at => matrix.block === 1 ? 'node ' + matrix.names[at]
          : 'nodes ' + matrix.names[at] + ' and the next';
        output.textContent = name(from) + ' to ' + name(to) + ': ' + cells[from * size + to];
      };
      const clamp = at => Math.min(size - 1, Math.max(0, at));
      canvas.addEventListener('mousemove', event => {
        const box = canvas.getBoundingClientRect();
        from = clamp(Math.floor((event.clientY - box.top) / box.height * size));
        to = clamp(Math.floor((event.clientX - box.left) / box.width * size));
        say();
      });
      canvas.addEventListener('keydown', event => {
        const step = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] }[event.key];
        if (!step) return;
        event.preventDefault();
        [from, to] = [clamp(from + step[0]), clamp(to + step[1])];
        say();
      });
      canvas.addEventListener('focus', say);
      matchMedia('(prefers-color-scheme: dark)').addEventListener('change', draw);
      draw();
    }

    """#
}

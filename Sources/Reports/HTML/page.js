"use strict";
// Sorts and filters tables. A page is complete without it: what is clicked or typed into is made here.
(() => {
  const lang = document.documentElement.lang;
  const say = (chinese, english) => lang.startsWith("zh") ? chinese : english;
  const collator = new Intl.Collator(lang, { numeric: true });
  // Tables in an order of their own, and those with tables in their cells, stay as they are.
  const usual = "main :is(table.members, table.list, table.dep):not(.winners, .register, .periods)";
  const [fewest, many] = [5, 10];

  const make = (name, properties, ...children) => {
    const element = Object.assign(document.createElement(name), properties);
    element.append(...children);
    return element;
  };

  // ---- sorting

  // The number a cell begins with; a change for the worse is written with a word in the place of a sign.
  const number = (cell) => {
    const found = /^([+\u2212-]?)(\d+(?:\.\d+)?)(?=\s|$)/.exec(cell.textContent.trim());
    if (!found) return null;
    return found[1] === "\u2212" || found[1] === "-" || cell.querySelector(".down") ? -found[2] : +found[2];
  };

  const isEmpty = (cell) => /^\s*\u2014?\s*$/.test(cell.textContent);

  // The header cell of each column, by its place.
  const headers = (table) => {
    const [taken, found] = [[], []];
    [...table.tHead.rows].forEach((row, y) => {
      let x = 0;
      for (const cell of row.cells) {
        while (taken[y]?.[x]) x += 1;
        for (let down = 0; down < cell.rowSpan; down += 1) {
          for (let right = 0; right < cell.colSpan; right += 1) (taken[y + down] ??= [])[x + right] = true;
        }
        if (cell.colSpan === 1 && !cell.ariaHidden) found[x] = cell;
        x += cell.colSpan;
      }
    });
    return found;
  };

  const sorted = (rows, column, direction) => {
    const cells = rows.map((row) => ({ row, cell: row.cells[column] }));
    const [full, empty] = [cells.filter(({ cell }) => !isEmpty(cell)), cells.filter(({ cell }) => isEmpty(cell))];
    const numbers = full.map(({ cell }) => number(cell));
    const isNumeric = numbers.every((value) => value !== null);
    full.forEach((entry, index) => { entry.key = isNumeric ? numbers[index] : entry.cell.textContent.trim(); });
    // Equal ones stay in the page's order, whichever way.
    full.sort((one, other) => direction * (isNumeric ? one.key - other.key : collator.compare(one.key, other.key)));
    return [...full, ...empty].map(({ row }) => row);
  };

  const sortable = [];

  // Buttons in the header: upwards, downwards, and as it was.
  const makeSortable = (table) => {
    const body = table.tBodies[0];
    const rows = [...body.rows];
    if (rows.length < fewest) return null;
    const columns = headers(table);
    // A running total is no order to sort by.
    if (table.matches(".ledger")) columns.pop();
    const sort = (column, direction) => {
      columns.forEach((cell, index) => {
        cell.ariaSort = index !== column || !direction ? null : direction > 0 ? "ascending" : "descending";
      });
      table.classList.toggle("sorted", direction !== 0);
      body.append(...(direction ? sorted(rows, column, direction) : rows));
      sorting.column = direction ? column : -1;
      sorting.direction = direction;
      sorting.changed?.();
    };
    const sorting = { table, columns, sort, column: -1, direction: 0, buttons: [], changed: null };
    columns.forEach((cell, column) => {
      const button = make("button", { type: "button", className: "sort" }, ...cell.childNodes);
      button.addEventListener("click", () => {
        sort(column, sorting.column !== column ? 1 : sorting.direction > 0 ? -1 : 0);
      });
      cell.append(button);
      sorting.buttons.push(button);
    });
    sortable.push(sorting);
    fit(sorting);
    return sorting;
  };

  // Where rows are cards there is no header to click.
  const fit = ({ table, buttons }) => {
    const isCards = getComputedStyle(table.tHead).position === "absolute";
    for (const button of buttons) button.disabled = isCards;
  };

  // The same for cards: a choice of columns.
  const choice = (sorting) => {
    const select = make("select", { name: "sort" }, make("option", { value: "" }, say("原顺序", "as it was")));
    sorting.columns.forEach((cell, column) => {
      for (const [direction, arrow] of [[1, "↑"], [-1, "↓"]]) {
        select.append(make("option", { value: `${column} ${direction}` }, `${cell.textContent} ${arrow}`));
      }
    });
    select.addEventListener("change", () => {
      const [column, direction] = select.value.split(" ");
      sorting.sort(+column, +(direction ?? 0));
    });
    sorting.changed = () => { select.value = sorting.direction ? `${sorting.column} ${sorting.direction}` : ""; };
    return make("label", { className: "by" }, say("排序", "Sort"), select);
  };

  // ---- filtering

  const plain = (text) => text.normalize("NFKC").toLowerCase().replaceAll("\u2212", "-").replace(/\s+/g, " ");
  const filters = [];

  // A box above an element, for all in its scope; `apply` shows what has all the words and says how much that is.
  const makeFilter = (element, scope, hint, apply, ...more) => {
    const input = make("input", { type: "search", name: "filter", autocomplete: "off", placeholder: hint });
    const output = make("output");
    const run = () => {
      const text = input.value.trim();
      const words = plain(text).split(" ").filter(Boolean);
      const count = apply(words);
      output.textContent = words.length ? say(`“${text}”：${count}`, `“${text}”: ${count}`) : "";
    };
    let waiting;
    const soon = (event) => {
      if (event.isComposing) return;
      clearTimeout(waiting);
      waiting = setTimeout(run, 80);
    };
    input.addEventListener("input", soon);
    input.addEventListener("compositionend", soon);
    element.before(make("div", { className: "tools" }, make("label", {}, say("筛选", "Filter"), input), ...more, output));
    filters.push({ scope, clear: () => { input.value = ""; run(); } });
  };

  const makeTableFilter = (table, sorting) => {
    const rows = [...table.tBodies[0].rows];
    let texts;
    const apply = (words) => {
      texts ??= rows.map((row) => plain(row.textContent));
      let count = 0;
      rows.forEach((row, index) => {
        row.hidden = !words.every((word) => texts[index].includes(word));
        if (!row.hidden) count += 1;
      });
      return say(`显示${count}行，共${rows.length}行`, `${count} of ${rows.length} rows`);
    };
    makeFilter(table, table, say("姓名、编号等", "name, id …"), apply, choice(sorting),
      make("span", { className: "hint" }, say("点列名可排序", "click a column's name to sort")));
  };

  // Ledgers: of members whose name or id has the words all rows are shown, of others the rows that have them.
  const makeLedgerFilter = (section) => {
    const folds = [...section.querySelectorAll(":scope > details")];
    if (folds.length < fewest) return;
    let ledgers, opened = [];
    const read = () => folds.map((fold) => {
      const name = plain(fold.querySelector("summary h3").textContent);
      const rows = [...fold.querySelectorAll("tbody tr")].map((row) => ({ row, text: `${name} ${plain(row.textContent)}` }));
      return { fold, rows, table: fold.querySelector("table") };
    });
    const apply = (words) => {
      ledgers ??= read();
      for (const fold of opened) fold.open = false;
      opened = [];
      let [members, count] = [0, 0];
      for (const { fold, rows, table } of ledgers) {
        let shown = 0;
        for (const { row, text } of rows) {
          row.hidden = !words.every((word) => text.includes(word));
          if (!row.hidden) shown += 1;
        }
        fold.hidden = shown === 0;
        table.classList.toggle("partial", shown < rows.length);
        if (shown) members += 1;
        count += shown;
      }
      if (words.length && count <= 300) {
        opened = folds.filter((fold) => !fold.hidden && !fold.open);
        for (const fold of opened) fold.open = true;
      }
      return say(`显示${members}人、${count}行，共${folds.length}人`, `${members} of ${folds.length} members, ${count} rows`);
    };
    makeFilter(folds[0], section, say("姓名、编号、条款等", "name, id, clause …"), apply);
  };

  // ---- links

  // A link leads to what it names, filtered out or folded.
  const reveal = (target) => {
    if (!target) return;
    if (target.closest("[hidden]")) filters.find(({ scope }) => scope.contains(target))?.clear();
    const fold = target.closest("details");
    if (fold) fold.open = true;
  };
  const target = (hash) => document.getElementById(hash.slice(1));

  document.addEventListener("click", (event) => {
    const link = event.target.closest?.("a[href^='#']");
    if (link) reveal(target(link.hash));
  });
  addEventListener("hashchange", () => {
    reveal(target(location.hash));
    target(location.hash)?.scrollIntoView();
  });
  // Ledgers are many: each gets its buttons when it is opened.
  document.addEventListener("toggle", (event) => {
    const table = event.target.open && event.target.querySelector("table.ledger");
    if (table && !sortable.some((sorting) => sorting.table === table)) makeSortable(table);
  }, true);
  addEventListener("resize", () => sortable.forEach(fit));

  for (const table of document.querySelectorAll(usual)) {
    const sorting = table.tHead && table.tBodies.length === 1 ? makeSortable(table) : null;
    if (sorting && table.tBodies[0].rows.length >= many) makeTableFilter(table, sorting);
  }
  for (const section of document.querySelectorAll("section.ledgers")) makeLedgerFilter(section);
  reveal(target(location.hash));
})();

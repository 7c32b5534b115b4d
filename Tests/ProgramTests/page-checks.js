// Checks of a page, run within it by the browser tests. Each returns what is wrong, in words.
(() => {
  const problems = [];
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  const short = (text) => text.trim().replace(/\s+/g, " ").slice(0, 40);
  const name = (element) => {
    const place = element.closest("[id]")?.id;
    return `<${element.localName}${element.className?.baseVal ?? element.className ? ` class="${element.className.baseVal ?? element.className}"` : ""}>`
      + ` ${short(element.textContent)}${place ? ` in #${place}` : ""}`;
  };
  const isShown = (element) => element.checkVisibility({ opacityProperty: true, visibilityProperty: true });
  // Text for screen readers alone is one pixel large; the skip link stands aside until it has the focus.
  const isAside = (element) => element.closest(".vh, .skip:not(:focus)") || getComputedStyle(element.closest("thead") ?? element).clipPath !== "none";

  // ---- colours

  const parse = (color) => {
    const numbers = color.match(/[\d.]+/g).map(Number);
    const [red, green, blue, alpha = 1] = color.startsWith("color(srgb") ? [...numbers.slice(0, 3).map((part) => part * 255), numbers[3]] : numbers;
    return [red, green, blue, alpha];
  };
  const over = ([red, green, blue, alpha], below) =>
    [red, green, blue].map((part, index) => part * alpha + below[index] * (1 - alpha));
  const luminance = (color) => {
    const [red, green, blue] = color.map((part) => part / 255).map((part) => part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4);
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const ratio = (one, other) => {
    const [high, low] = [luminance(one), luminance(other)].sort((left, right) => right - left);
    return (high + 0.05) / (low + 0.05);
  };
  const background = (element) => {
    const layers = [];
    for (let at = element; at; at = at.parentElement) {
      const style = getComputedStyle(at);
      if (style.backgroundImage !== "none") problems.push(`${name(at)}: text on a picture`);
      const color = parse(style.backgroundColor);
      layers.push(color);
      if (color[3] === 1) break;
    }
    return layers.reduceRight((below, layer) => over(layer, below), [255, 255, 255]);
  };

  const texts = () => {
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const found = [];
    while (walker.nextNode()) {
      const [node, parent] = [walker.currentNode, walker.currentNode.parentElement];
      if (!node.data.trim() || parent.closest("script, style, title, desc, option") || !isShown(parent) || isAside(parent)) continue;
      found.push({ node, parent });
    }
    return found;
  };

  return {
    // Headings, landmarks, tables, drawings and names.
    structure() {
      const headings = all("h1, h2, h3, h4, h5, h6");
      if (all("h1").length !== 1) problems.push(`${all("h1").length} h1`);
      let level = 0;
      for (const heading of headings) {
        const own = +heading.localName[1];
        if (own > level + 1) problems.push(`${name(heading)} follows an h${level}`);
        if (!heading.textContent.trim()) problems.push(`an empty ${heading.localName}`);
        level = own;
      }
      if (!document.title.trim()) problems.push("no title");
      if (!document.documentElement.lang) problems.push("no language");
      for (const landmark of ["main", "body > header", "body > footer"]) {
        if (all(landmark).length !== 1) problems.push(`${all(landmark).length} ${landmark}`);
      }
      for (const text of texts()) {
        if (!text.parent.closest("main, header, footer, .skip")) problems.push(`${name(text.parent)} is in no landmark`);
      }
      for (const nav of all("nav")) if (!nav.ariaLabel) problems.push("a nav without a name");
      const ids = all("[id]").map(({ id }) => id);
      for (const id of new Set(ids)) if (ids.filter((other) => other === id).length > 1) problems.push(`#${id} stands twice`);
      for (const element of all("[aria-labelledby]")) {
        for (const id of element.getAttribute("aria-labelledby").split(" ")) {
          if (!document.getElementById(id)) problems.push(`${name(element)} is named by #${id}, which is not there`);
        }
      }
      for (const table of all("table")) {
        if (!table.caption?.textContent.trim()) problems.push(`${name(table)} has no caption`);
        const width = [...table.tHead?.rows[0]?.cells ?? []].reduce((sum, cell) => sum + cell.colSpan, 0);
        for (const row of table.tBodies[0]?.rows ?? []) {
          const own = [...row.cells].reduce((sum, cell) => sum + cell.colSpan, 0);
          if (table.tHead && own !== width) problems.push(`${name(table)}: a row of ${own} cells below ${width} headers`);
        }
      }
      for (const cell of all("th")) if (!cell.scope) problems.push(`${name(cell)} has no scope`);
      for (const svg of all("svg")) {
        const isDrawing = svg.getAttribute("role") === "img" && svg.querySelector(":scope > title")?.textContent.trim();
        if (!isDrawing && !svg.closest("[aria-hidden=true]")) problems.push(`${name(svg.parentElement)} has a drawing without words`);
      }
      for (const details of all("details")) if (details.firstElementChild?.localName !== "summary") problems.push("details without a summary");
      for (const control of all("a, button, summary, input, select")) {
        const words = control.textContent.trim() || control.ariaLabel || [...control.labels ?? []].map(({ textContent }) => textContent).join("").trim();
        if (!words) problems.push(`${name(control)} has no name`);
        if (control.closest("[aria-hidden=true]")) problems.push(`${name(control)} can be reached and is hidden from readers`);
      }
      return problems;
    },

    // Contrast of all text with what is behind it: 4.5, of large text 3.
    contrast() {
      const seen = new Map();
      const look = (element, style, color, text) => {
        const [size, weight] = [parseFloat(style.fontSize), +style.fontWeight];
        const least = size >= 24 || (size >= 18.66 && weight >= 700) ? 3 : 4.5;
        const key = `${color} ${style.opacity} ${least} ${element.closest("table, section, dl, nav, header, footer")?.className} ${element.className}`;
        if (seen.has(key)) return;
        const behind = background(element);
        const [red, green, blue, alpha] = parse(color);
        const found = ratio(over([red, green, blue, alpha * style.opacity], behind), behind);
        seen.set(key, found);
        if (found < least) problems.push(`${name(element)}: “${short(text)}” has a contrast of ${found.toFixed(2)}`);
      };
      for (const { node, parent } of texts()) {
        const style = getComputedStyle(parent);
        look(parent, style, parent.closest("svg") ? style.fill : style.color, node.data);
      }
      for (const element of all("main [data-l], .up, .down, summary, input")) {
        if (!isShown(element) || isAside(element)) continue;
        for (const pseudo of element.localName === "input" ? ["::placeholder"] : ["::before"]) {
          const style = getComputedStyle(element, pseudo);
          if (pseudo === "::placeholder" || !["none", "normal", '""'].includes(style.content)) look(element, style, style.color, style.content);
        }
      }
      return problems;
    },

    // Whether anything stands outside of the page, or is cut off.
    fit() {
      const width = document.documentElement.clientWidth;
      if (document.scrollingElement.scrollWidth > width) problems.push(`the page is ${document.scrollingElement.scrollWidth} wide, its window ${width}`);
      const range = document.createRange();
      const seen = new Set();
      for (const { node, parent } of texts()) {
        range.selectNodeContents(node);
        const { left, right } = range.getBoundingClientRect();
        if (left < -0.5 || right > width + 0.5) problems.push(`${name(parent)} goes from ${left} to ${right} in a window of ${width}`);
        for (let at = parent; at && !seen.has(at); at = at.parentElement) {
          seen.add(at);
          if (at.scrollWidth > at.clientWidth + 1 && getComputedStyle(at).overflowX !== "visible" && at !== document.scrollingElement) {
            if (matchMedia("print").matches || getComputedStyle(at).textOverflow !== "ellipsis") problems.push(`${name(at)} is cut off`);
          }
        }
      }
      return [...new Set(problems)];
    },

    // Whether labels of a drawing lie on each other.
    labels() {
      for (const svg of all("svg")) {
        const boxes = all("text", svg).filter((text) => isShown(text) && !isAside(text) && getComputedStyle(text).rotate === "none")
          .map((text) => ({ text, box: text.getBoundingClientRect() }));
        boxes.forEach(({ text, box }, index) => {
          for (const other of boxes.slice(index + 1)) {
            const wide = Math.min(box.right, other.box.right) - Math.max(box.left, other.box.left);
            // Lines of text are higher than their letters.
            const high = Math.min(box.bottom, other.box.bottom) - Math.max(box.top, other.box.top);
            if (wide > 0.5 && high > 4) problems.push(`${name(svg.closest("figure, section") ?? svg)}: “${text.textContent}” lies on “${other.text.textContent}”`);
          }
        });
      }
      return problems;
    },

    // All that can be different from look to look.
    look() {
      for (const check of [this.fit, this.labels, this.contrast]) check();
      return [...new Set(problems)];
    },

    // What can be reached with the keyboard, in the page's order; what is folded or not shown cannot.
    reachable() {
      return all("a[href], button:not(:disabled), summary, input, select").filter((element) => element.checkVisibility({ visibilityProperty: true }))
        .map((element, index) => { element.dataset.reach = index; return `${index}`; });
    },

    // The order in which the focus has come to elements since this was first called, and where it could not be seen.
    focusLog() {
      if (!window.focusLog) {
        window.focusLog = [];
        document.addEventListener("focusin", ({ target }) => {
          const style = getComputedStyle(target);
          const isSeen = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 1 && isShown(target);
          const box = target.getBoundingClientRect();
          const isInside = box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth;
          window.focusLog.push(target.dataset.reach + (isSeen && isInside ? "" : ` ${name(target)}: its focus cannot be seen`));
        });
      }
      return window.focusLog;
    },
  };
})()

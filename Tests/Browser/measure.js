// What of a page's texts cannot be read: those that lie on each other, are too small, or too close to the colour behind
// them. The value is a list of sentences.
(() => {
  const found = [];
  const number = text => text.match(/[\d.]+/g).map(Number);
  const luminance = ([r, g, b]) => {
    const part = value => (value /= 255) <= 0.03928 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
    return 0.2126 * part(r) + 0.7152 * part(g) + 0.0722 * part(b);
  };
  const contrast = (a, b) => {
    const [x, y] = [luminance(a), luminance(b)];
    return (Math.max(x, y) + 0.05) / (Math.min(x, y) + 0.05);
  };
  // The colour behind an element that is no part of a drawing, of which rectangles have it.
  const behind = element => {
    for (let at = element; at; at = at.parentElement) {
      const colour = number(getComputedStyle(at).backgroundColor);
      if (colour.length < 4 || colour[3] > 0) return colour;
    }
    return [255, 255, 255];
  };
  const texts = [];
  const walker = document.createTreeWalker(document, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const node = walker.currentNode;
    const element = node.parentElement;
    if (!node.data.trim() || !element || element.closest('script,style,title,desc,head,noscript')) continue;
    const style = getComputedStyle(element);
    if (!element.checkVisibility({ visibilityProperty: true })) continue;
    const range = document.createRange();
    range.selectNodeContents(node);
    for (const box of range.getClientRects()) {
      let [left, top, right, bottom] = [box.left, box.top, box.right, box.bottom];
      for (let at = element; at; at = at.parentElement) {
        const clip = getComputedStyle(at);
        if (clip.overflow === 'visible' || at === document.documentElement || at === document.body) continue;
        const around = at.getBoundingClientRect();
        [left, top] = [Math.max(left, around.left), Math.max(top, around.top)];
        [right, bottom] = [Math.min(right, around.right), Math.min(bottom, around.bottom)];
      }
      if (right - left < 1 || bottom - top < 1) continue;
      texts.push({ node, left, top, right, bottom, text: node.data.trim().slice(0, 40) });
      const size = parseFloat(style.fontSize) * (element.closest('svg') && element.getCTM ? element.getScreenCTM().a : 1);
      if (size < 9) found.push(`${size} px: ${node.data.trim().slice(0, 40)}`);
    }
    if (!element.closest('svg')) {
      const ratio = contrast(number(style.color), behind(element));
      if (ratio < 4.5) found.push(`contrast ${ratio.toFixed(1)}: ${node.data.trim().slice(0, 40)}`);
    }
  }
  texts.sort((a, b) => a.top - b.top);
  for (let first = 0; first < texts.length; first++)
    for (let second = first + 1; second < texts.length && texts[second].top < texts[first].bottom; second++) {
      const [a, b] = [texts[first], texts[second]];
      // A text that is cut short has a box for each of its parts.
      if (a.node === b.node) continue;
      // Boxes of letters are higher than the letters.
      const [wide, high] = [Math.min(a.right, b.right) - Math.max(a.left, b.left), Math.min(a.bottom, b.bottom) - b.top];
      if (wide > 1 && high > 2.5) found.push(`overlap of ${wide.toFixed(1)} x ${high.toFixed(1)}: ${a.text} | ${b.text}`);
    }
  return { found, texts: texts.length };
})()

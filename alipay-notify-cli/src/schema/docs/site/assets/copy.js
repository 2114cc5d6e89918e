"use strict";

// A button at each block of code that copies it. Without this the code can be selected as ever.
(() => {
  const { copy, copied } = document.getElementById("content").dataset;

  /** Whether it was copied; where that is not permitted, it is selected. */
  async function write(pre) {
    try {
      await navigator.clipboard.writeText(pre.textContent);
      return true;
    } catch {
      getSelection().selectAllChildren(pre);
      return document.execCommand("copy");
    }
  }

  for (const pre of document.querySelectorAll(".code > pre")) {
    const button = document.createElement("button");
    const label = (text) => {
      button.textContent = text;
      button.setAttribute("aria-label", text + ": " + pre.getAttribute("aria-label"));
    };
    button.type = "button";
    button.className = "copy";
    button.setAttribute("aria-live", "polite");
    label(copy);
    button.addEventListener("click", async () => {
      if (!(await write(pre))) return;
      label(copied);
      setTimeout(() => label(copy), 2000);
    });
    pre.before(button);
  }
})();

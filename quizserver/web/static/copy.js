// A button that copies the field beside it. Without this script the field can be marked and copied by hand.
for (const button of document.querySelectorAll("[data-copies]")) {
  const field = document.getElementById(button.dataset.copies);
  const told = document.getElementById(button.dataset.tells);
  field.addEventListener("focus", () => field.select());
  // Browsers lend the clipboard to https and to the own machine only.
  if (!navigator.clipboard) continue;
  button.hidden = false;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(field.value);
    told.textContent = button.dataset.said;
  });
}

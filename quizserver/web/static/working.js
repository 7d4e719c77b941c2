// A form that takes a while says so, and is sent once. Without this script it works as well.
"use strict";

document.addEventListener("submit", (event) => {
  const form = event.target;
  const words = form.dataset.working;
  if (!words) return;
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = "yes";
  const said = document.createElement("p");
  said.className = "working";
  said.setAttribute("role", "status");
  form.append(said);
  // An empty region first: what is put into it is read out.
  said.textContent = words;
  form.querySelector("[type=submit]").setAttribute("aria-disabled", "true");
});

// Back from the next page, the form can be sent again.
window.addEventListener("pageshow", (event) => {
  if (!event.persisted) return;
  for (const form of document.querySelectorAll("form[data-sent]")) {
    delete form.dataset.sent;
    form.querySelector(".working")?.remove();
    form.querySelector("[type=submit]").removeAttribute("aria-disabled");
  }
});

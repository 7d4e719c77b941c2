// The reader's choice between light and dark on the course's pages holds here too. Read before anything is drawn.
try {
  const saved = localStorage.getItem("ck-scheme");
  if (saved) document.documentElement.dataset.ckScheme = saved === "dark" ? "dark" : "light";
} catch {
  // Storage is blocked: the system decides.
}

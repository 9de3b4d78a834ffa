// The lines of the title and the lead are balanced once all their words are there: a browser that can,
// waits with its first picture until it has read the whole intro, so that no line moves.
{
  const intro = document.createElement("link");
  intro.rel = "expect";
  intro.href = "#_intro";
  intro.setAttribute("blocking", "render");
  document.head.append(intro);
}

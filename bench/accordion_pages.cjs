// Our front page's texts as GOV.UK's and Det Fælles Designsystem's own accordion pages, from their own templates.
// Beside them GOV.UK's style sheet and script with only what such a page uses, as its guide advises.
// Run in the folder that holds node_modules: the texts come as JSON on standard input, the pages go out as JSON.
const { createRequire } = require("node:module");
const { readFileSync } = require("node:fs");

const fetched = createRequire(process.cwd() + "/");
const nunjucks = fetched("nunjucks");
const page = JSON.parse(readFileSync(0, "utf8"));

const govuk = `{% extends "govuk/template.njk" %}
{% from "govuk/components/accordion/macro.njk" import govukAccordion %}
{% block pageTitle %}{{ title }}{% endblock %}
{% block head %}<meta name="description" content="{{ description }}">
<link rel="stylesheet" href="/govuk-frontend.min.css">{% endblock %}
{% block content %}<h1 class="govuk-heading-xl">{{ title }}</h1><p class="govuk-body-l">{{ lead }}</p>{{ body | safe }}
<h2 class="govuk-heading-l">{{ sections_title }}</h2>
{% set items = [] %}{% for section in sections %}{% set items = (items.push({
  heading: { text: section.title }, content: { html: section.html } }), items) %}{% endfor %}
{{ govukAccordion({ id: "accordion", headingLevel: 3, items: items,
  hideAllSectionsText: "Luk alle", showAllSectionsText: "Åben alle",
  hideSectionText: "Luk", showSectionText: "Åben" }) }}{% endblock %}
{% block bodyEnd %}<script type="module" src="/govuk-frontend.min.js"></script>
<script type="module">import { initAll } from "/govuk-frontend.min.js"; initAll()</script>{% endblock %}`;

// The design system has no page of its own: this is the least one that its guide asks for.
const dkfds = `<!doctype html>
{% from "components/accordion/accordion.njk" import accordion %}
<html lang="da"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>{{ title }}</title><meta name="description" content="{{ description }}">
<link rel="stylesheet" href="/dkfds.min.css"></head>
<body><a class="skipnav" href="#main">Gå til sidens indhold</a>
<header class="header"><div class="portal-header"><div class="portal-header-inner container">
<a href="/" class="logo">Lejre Kommune</a></div></div></header>
<main class="container page-container" id="main"><h1>{{ title }}</h1><p class="font-lead">{{ lead }}</p>
{{ body | safe }}<h2>{{ sections_title }}</h2>
{% set items = [] %}{% for section in sections %}{% set items = (items.push({
  title: section.title, content: section.html }), items) %}{% endfor %}
{{ accordion({ id: "accordion", openCloseButton: true, items: items }) }}</main>
<footer class="footer"><div class="container">Lejre Kommune</div></footer>
<script src="/dkfds.min.js"></script><script>DKFDS.init();</script></body></html>`;

function render(template, folder) {
  const loader = new nunjucks.FileSystemLoader(`node_modules/${folder}`);
  return new nunjucks.Environment(loader, { autoescape: true }).renderString(template, { ...page, htmlLang: "da" });
}

const parts = ["base", "core", "objects", "components/accordion", "components/footer", "components/header",
  "components/service-navigation", "components/skip-link", "utilities", "overrides"];
const sheet = parts.map((part) => `@use "govuk-frontend/dist/govuk/${part}";`).join("\n");
const css = fetched("sass").compileString(sheet, { loadPaths: ["node_modules"], style: "compressed" }).css;

const script = `import { createAll, Accordion, SkipLink } from "govuk-frontend";
createAll(Accordion); createAll(SkipLink);`;
const bundle = { stdin: { contents: script, resolveDir: process.cwd() }, bundle: true, minify: true, format: "esm" };
const js = fetched("esbuild").buildSync({ ...bundle, write: false }).outputFiles[0].text;

const pages = { govuk: render(govuk, "govuk-frontend/dist"), dkfds: render(dkfds, "dkfds/src"), css, js };
process.stdout.write(JSON.stringify(pages));

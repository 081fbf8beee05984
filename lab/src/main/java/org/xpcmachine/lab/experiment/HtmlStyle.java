// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.lab.experiment;

/** How the page looks: on a bright screen, a dark one, a narrow one, and on paper. */
final class HtmlStyle {
    static final String CSS = """
            :root { --ground: #fcfcfb; --ink: #1d2025; --soft: #5c636e; --line: #d9dce1; --grid: #dfe2e6; --mark: #eaf2fd; --link: #1f5fb8; }
            @media (prefers-color-scheme: dark) {
              :root { --ground: #16181c; --ink: #e4e6ea; --soft: #a0a7b3; --line: #353a43; --grid: #31363e; --mark: #1d2b40; --link: #84b4f5; }
            }
            * { box-sizing: border-box; }
            html { scroll-behavior: smooth; }
            body { margin: 0; background: var(--ground); color: var(--ink);
              font: 16px/1.55 system-ui, -apple-system, "Segoe UI", Roboto, "Liberation Sans", sans-serif; }
            main { max-width: 60rem; margin: 0 auto; padding: 2rem 1.25rem 4rem; }
            h1 { font-size: 2.1rem; line-height: 1.2; margin: 0 0 .3rem; }
            h2 { font-size: 1.45rem; line-height: 1.3; margin: 0 0 .4rem; }
            h3 { font-size: 1rem; margin: 1.5rem 0 .3rem; }
            p { margin: .6rem 0; max-width: 46rem; }
            a { color: var(--link); }
            .lead { font-size: 1.15rem; color: var(--soft); }
            .question { font-style: italic; color: var(--soft); border-left: 3px solid var(--line); padding-left: .8rem; }
            .again { color: var(--soft); }
            nav { border: 1px solid var(--line); border-radius: 8px; padding: 1rem 1.25rem; margin: 1.5rem 0; }
            nav h2 { font-size: 1.1rem; }
            dl { margin: 0; }
            dt { font-weight: 600; margin-top: .6rem; }
            dd { margin: 0; }
            section { margin-top: 3rem; padding-top: 1.5rem; border-top: 1px solid var(--line); }
            figure { margin: 1.25rem 0; }
            figure svg { width: 100%; height: auto; display: block; }
            .table { overflow-x: auto; margin: 1.25rem 0; }
            table { border-collapse: collapse; font-variant-numeric: tabular-nums; font-size: .92rem; }
            caption { text-align: left; font-weight: 600; padding-bottom: .4rem; }
            th, td { padding: .28rem .8rem .28rem 0; text-align: left; vertical-align: baseline; border-bottom: 1px solid var(--line); }
            th { border-bottom-width: 2px; white-space: nowrap; }
            td:first-child, th:first-child { padding-left: .4rem; }
            .n { text-align: right; }
            small { color: var(--soft); font-weight: normal; display: block; }
            tr.ours { background: var(--mark); }
            details { margin: 1.25rem 0; }
            summary { cursor: pointer; font-weight: 600; }
            details caption { display: none; }
            ul { margin: .2rem 0; padding-left: 1.2rem; max-width: 46rem; }
            li { margin: .25rem 0; }
            code { font: .9em ui-monospace, "DejaVu Sans Mono", Menlo, monospace; background: var(--mark); padding: .05em .3em; border-radius: 3px; }
            @media print {
              :root { --ground: #fff; --ink: #000; --soft: #444; --line: #bbb; --grid: #ccc; --mark: #f0f0f0; --link: #000; }
              body { font-size: 10.5pt; }
              main { max-width: none; padding: 0; }
              section { break-before: page; border-top: none; }
              figure, table { break-inside: avoid; }
              .table { overflow: visible; }
              details::details-content { content-visibility: visible; display: block; }
            }
            """;

    private HtmlStyle() {}
}

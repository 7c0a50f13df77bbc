import { expect, it } from 'vitest';
import { clean } from './Markdown';

it('keeps text and tables, and nothing that runs, draws or sends', () => {
  const html = clean('# Card\n\n|a|b|\n|-|-|\n|1|2|\n\n<script>x()</script><img src=x onerror=y()><form action="/x"><b style="color:red">bold</b></form>');
  expect(html).toContain('<h1>Card</h1>');
  expect(html).toContain('<td>1</td>');
  expect(html).not.toMatch(/script|img|form|onerror|style/);
});

it('opens what lies elsewhere apart, and leads nowhere within', () => {
  expect(clean('[a](https://example.org)')).toContain('rel="noopener noreferrer"');
  expect(clean('[b](../README.md) [c](javascript:x())')).not.toContain('href');
});

import { expect, it } from 'vitest';
import { deviceName } from './device';

it('names browser and system', () => {
  expect(deviceName('Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0')).toBe('Firefox, Linux');
  expect(deviceName('Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605 Version/19 Mobile Safari/604.1')).toBe('Safari, iOS');
  expect(deviceName('python-httpx/0.28')).toBe('python-httpx/0.28');
  expect(deviceName('')).toBe('');
});

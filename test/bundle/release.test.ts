import { describe, expect, it } from 'vitest';
import { systemOf } from '../../src/bundle/release.ts';

describe('systemOf', () => {
  it('reads os-release as it is written in the wild', () => {
    expect(systemOf('PRETTY_NAME="Debian 12"\nID=debian\nVERSION_ID="12"\n')).toBe('debian 12');
    expect(systemOf("ID=ubuntu\nID_LIKE=debian\nVERSION_ID='24.04'\n")).toBe('ubuntu 24.04');
    expect(systemOf('ID=debian\n')).toBe('debian '); // testing has no number
  });
});

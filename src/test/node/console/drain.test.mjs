import assert from 'node:assert/strict';
import { test } from 'node:test';

/** The used functions of an element and of the dialog. */
class FakeElement extends EventTarget {
  classList = { toggle() {} };
  returnValue = '';

  showModal() {
    this.open = true;
  }

  close(returnValue = this.returnValue) {
    this.returnValue = returnValue;
    this.open = false;
    this.dispatchEvent(new Event('close'));
  }
}

const elements = new Map();
globalThis.document = {
  getElementById(id) {
    if (!elements.has(id)) elements.set(id, new FakeElement());
    return elements.get(id);
  },
};
const { $ } = await import('../../../main/webapp/console/dom.js');
const { Drain } = await import('../../../main/webapp/console/drain.js');

function begin() {
  const calls = [];
  const drain = new Drain({ fail: assert.ifError });
  drain.begin({ drain: async () => calls.push('drain'), cancelDrain: async () => calls.push('cancel') });
  drain.show({ draining: false });
  return { drain, calls };
}

/** Clicks; calling the result answers the question. */
function answer(value) {
  const clicked = $('drain').onclick();
  assert.ok($('confirm').open);
  return () => {
    $('confirm').close(value);
    return clicked;
  };
}

test('a drain is started after a question and cancelled without one', async () => {
  const { calls } = begin();
  assert.deepEqual([$('drain-title').textContent, $('drain').textContent], ['Accepting clients', 'Drain this node…']);
  await answer('no')();
  assert.deepEqual(calls, []);
  await answer('yes')();
  assert.deepEqual([$('drain-title').textContent, $('drain').textContent], ['Draining', 'Cancel the drain']);
  await $('drain').onclick();
  assert.deepEqual(calls, ['drain', 'cancel']);
});

test('an answer after the sign-out does not drain the node', async () => {
  const { drain, calls } = begin();
  const confirm = answer('yes');
  drain.clear();
  await confirm();
  assert.deepEqual(calls, []);
});

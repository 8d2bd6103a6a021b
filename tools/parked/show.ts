import type { ParkedAct, ParkedKey, ParkedMessageView } from '@oceafin/messaging';

/** One line per key: enough to find it, to see why, and to copy for the next command. */
export function keyLines(keys: readonly ParkedKey[]): string[] {
  if (keys.length === 0) return ['nothing is parked'];
  return keys.map(
    ({ state, topic, key, messages, appliedVersion, firstVersion, errorCode, since }) =>
      `${state.padEnd(9)} ${topic} ${key}  ${messages} message(s) from version ${firstVersion ?? '?'}, ` +
      `applied to ${appliedVersion}, ${errorCode ?? '-'}, since ${since.toISOString()}`,
  );
}

export function messageLines(messages: readonly ParkedMessageView[], payload: boolean): string[] {
  return messages.flatMap((message) => {
    const { parkedId, version, partition, offset, errorClass, errorCode, headers, parkedAt } = message;
    const line =
      `message ${parkedId}  version ${version ?? '?'}  ${headers['ce_type'] ?? 'no type'}  ` +
      `partition ${partition} offset ${offset}  ${errorClass} ${errorCode}  ${parkedAt.toISOString()}`;
    if (!payload) return [line];
    const sent = Object.entries(headers).map(([name, value]) => `    ${name}: ${value}`);
    return [line, ...sent, `    ${message.value === null ? '(no value)' : message.value.toString('utf8')}`];
  });
}

export function actLines(acts: readonly ParkedAct[]): string[] {
  return acts.map(
    ({ at, actor, action, version, errorCode, reason }) =>
      `${at.toISOString()}  ${actor}  ${action}  version ${version ?? '-'}` +
      `${errorCode ? `  ${errorCode}` : ''}${reason ? `  "${reason}"` : ''}`,
  );
}

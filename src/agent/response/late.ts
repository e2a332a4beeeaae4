import type { Account } from '../../accounts/account.ts';
import { judge, objection, usableHandle } from '../../outbound/can-send.ts';
import type { AgentSettings } from '../settings.ts';
import type { Turn } from './turn.ts';

/** What becomes of an answer that is not ready while answering is free. */
export interface Lateness {
  policy: AgentSettings['late_answers'];
  /** When something has to be done about it (ms). */
  at: number;
}

// A holding reply has to be stored, claimed and sent before the time is over.
const marginMs = 8000;

/**
 * Until when answering is free here and costs something, or cannot be done, after it; null: it makes no difference
 * when the answer comes.
 */
export function latenessOf({ account, situation, agent }: Turn, now: number): Lateness | null {
  const handle = usableHandle(situation, now);
  const rule = account.platform.limits.reply_handle;
  if (!rule || !costsLater(situation, now)) return null;
  const policy = agent.settings.late_answers;
  // Too late already: nothing is free any more.
  if (!handle) return { policy, at: now };
  const ends = Math.min(handle.received_at + rule.after_receipt_ms, handle.event_at + rule.after_event_ms);
  return { policy, at: Math.max(ends - marginMs, now) };
}

function costsLater(situation: Turn['situation'], now: number): boolean {
  const verdict = judge({ ...situation, handles: [] }, { author: 'bot', content: null }, now);
  return objection(verdict) !== null || verdict.cost !== 'free';
}

const holdingTexts: Readonly<Record<string, string>> = {
  en: 'One moment please, I am looking into it.',
  th: 'รอสักครู่นะคะ กำลังตรวจสอบให้อยู่ค่ะ',
  ja: 'ただいま確認しております。少々お待ちください。',
  zh: '请稍等，正在为您查询。',
  ko: '잠시만 기다려 주세요. 확인하고 있습니다.',
  vi: 'Xin vui lòng chờ một chút, tôi đang kiểm tra.',
  id: 'Mohon tunggu sebentar, sedang kami periksa.',
  es: 'Un momento, por favor, lo estoy consultando.',
  fr: 'Un instant, s’il vous plaît, je me renseigne.',
  de: 'Einen Moment bitte, ich sehe nach.',
  pt: 'Um momento, por favor, estou verificando.',
};

/** What is said to somebody who has to wait, in their language where it is known. */
export function holdingText(
  { holding_text, language: wanted }: Pick<AgentSettings, 'holding_text' | 'language'>,
  language: string | null,
): string {
  if (holding_text !== null) return holding_text;
  const [tag = ''] = (wanted ?? language ?? '').toLowerCase().split('-');
  return holdingTexts[tag] ?? holdingTexts.en ?? '';
}

/** Whether the platform shows that somebody writes. */
export function showsTyping({ platform }: Account): boolean {
  return platform.abilities.typing;
}

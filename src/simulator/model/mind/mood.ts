/** Words by which the scripted model feels a mood, in the languages it knows. */
const moods = {
  angry:
    /\b(angry|furious|outrag\w*|unacceptable|ridiculous|terrible|worst|horrible|scam|lawyer|disgust\w*|fed up|useless)\b|โกรธ|แย่มาก|ห่วย|โกง|怒|最悪|ひどい|許せない|太差|气死|愤怒|骗子|投诉/i,
  unhappy:
    /\b(bad|broken|late|wrong|disappoint\w*|unhappy|problem|complain\w*|damaged|missing|never arrived|not work\w*|annoy\w*)\b|ไม่พอใจ|เสียหาย|พัง|ช้า|ผิดหวัง|壊れ|遅い|残念|困|不满|坏了|失望|太慢/i,
  happy:
    /\b(thank\w*|great|love|perfect|awesome|good|nice|excellent|happy|wonderful)\b|ขอบคุณ|ดีมาก|ชอบ|ありがとう|嬉しい|素晴らしい|谢谢|很好|喜欢/i,
  urgent:
    /\b(urgent\w*|asap|immediately|right now|today|emergency|hurry|at once|deadline)\b|ด่วน|ทันที|วันนี้|至急|急い|今すぐ|紧急|马上|立刻|急/i,
  spam: /\b(crypto|bitcoin|casino|lottery|viagra|click here|earn money|free money|winner|investment opportunity)\b|คาสิโน|พนัน|赌博|彩票/i,
  abusive: /\b(idiot|stupid|moron|fuck\w*|bitch|bastard|shit|kill you)\b|ควาย|ไอ้โง่|馬鹿|死ね|傻逼|混蛋/i,
};

/** What the scripted model feels in a text. */
export type Mood = Record<keyof typeof moods, boolean>;

/** Feels the mood of a text. */
export function moodOf(text: string): Mood {
  const { angry, unhappy, happy, urgent, spam, abusive } = moods;
  // Shouting is anger, where a script has capitals.
  const isLoud = /[A-Z]{4,}[^a-z]*!/.test(text) || /!{3,}/.test(text);
  return {
    angry: angry.test(text) || abusive.test(text) || isLoud,
    unhappy: unhappy.test(text),
    happy: happy.test(text),
    urgent: urgent.test(text),
    spam: spam.test(text),
    abusive: abusive.test(text),
  };
}

// Message templates, as the platforms hold them.

export interface TemplateRow {
  workspace_id: string;
  id: string;
  platform: string;
  /** The platform's id of what holds it: shared by all accounts below it. */
  group_id: string;
  external_id: string;
  name: string;
  language: string;
  category: string | null;
  status: string;
  quality: string | null;
  reason: string | null;
  parameter_format: string;
  /** Header, body, footer, buttons, cards and offer in the normal form, as JSON. */
  components: string;
  /** By the platform's time, when it last told of each: older news changes nothing. */
  status_at: number;
  quality_at: number;
  category_at: number;
  components_at: number;
  /** Since when the platform does not list it any more. */
  gone_at: number | null;
  created_at: number;
  updated_at: number;
}

export interface TemplateGroupRow {
  workspace_id: string;
  platform: string;
  group_id: string;
  /** When the last complete reading began. */
  synced_at: number;
}

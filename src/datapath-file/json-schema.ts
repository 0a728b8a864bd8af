import { jsonSchema } from '../schema/json-schema.ts';
import { fileSchema } from './file-schema.ts';

/** The schema of a datapath's file as editors take it. */
export function datapathJsonSchema(): object {
  return jsonSchema('A datapath of your own for cni-lab', fileSchema);
}

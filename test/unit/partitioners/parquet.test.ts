import { parquet } from '../../../src/partitioners/parquet.ts';
import { describePartitioner } from '../../contracts/partitioner.ts';

describePartitioner(parquet);
